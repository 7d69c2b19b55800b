import Spool
import Terminal

// Commands that look at the queue as a whole.

enum StatusReport {
  static let command = Command(
    "status", "Show queue depths, the daemon's health, pauses and money",
    discussion: "Exits 1 when something needs a person.",
    examples: [Command.Example("wavespool status || wavespool doctor")],
    seeAlso: ["doctor", "watch", "stats"])
}

enum Stats {
  static let command = Command(
    "stats", "Show durations, waits, failures, NSFW share and cost",
    options: [Selection.model, Selection.since],
    examples: [Command.Example("wavespool stats --model veo2-i2v --since 7d")],
    seeAlso: ["status", "list"])
}

enum Metrics {
  static let command = Command(
    "metrics", "Print the queue in Prometheus text form",
    examples: [Command.Example("wavespool metrics > wavespool.prom")],
    seeAlso: ["stats", "status"])
}

enum Doctor {
  static let command = Command(
    "doctor", "Check everything on this side that may be wrong",
    discussion: """
      Also shows what the daemon last recorded of the other side. It uses no network: \
      'wavespoold --check' does.
      """,
    examples: [Command.Example("wavespool doctor")], seeAlso: ["status", "db"])
}
