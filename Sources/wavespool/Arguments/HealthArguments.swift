import Spool
import Store
import Terminal

// Commands that look at the queue as a whole.

enum StatusReport {
  static let command = Command(
    "status", "Show queue depths, the daemon's health, pauses and money",
    discussion: """
      Exits 1 when something needs a person: an uncertain job that no search settles, a pause for \
      key, credit or permission, a restored database whose comparison left doubts, a prediction \
      that does not end within a day, outputs that could not be saved or expire within a day, no \
      daemon while work waits.
      """,
    examples: [Command.Example("wavespool status || wavespool doctor")],
    seeAlso: ["doctor", "watch", "stats"])
}

enum Stats {
  static let by = Option(
    "by", ValueKind<Grouping>.choice("model|day|tag"), "Add up by this", byDefault: "model")

  static let command = Command(
    "stats", "Show durations, waits, failures, NSFW share and cost",
    discussion: """
      What was spent stands beside what the API's bills say, where they were read; a job with two \
      tags counts for each.
      """,
    options: [by, Selection.model, Selection.tag, Selection.since],
    examples: [
      Command.Example("wavespool stats --model veo2-i2v --since 7d"),
      Command.Example("wavespool stats --by day --tag spring", "What a campaign cost, by day:"),
    ],
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
