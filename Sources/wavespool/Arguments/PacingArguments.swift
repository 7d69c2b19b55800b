import Spool
import Terminal

// Commands that hold submissions back: by hand, by rate, by money.

enum Pause {
  static let model = OptionalOperand(.model, "Only this model; else all of them")

  static let command = Command(
    "pause", "Stop submitting",
    discussion: "What already runs goes on being polled and saved.",
    operands: [model], examples: [Command.Example("wavespool pause veo2-i2v")],
    seeAlso: ["resume", "limit"])
}

enum Resume {
  static let model = OptionalOperand(.model, "Only this model; else all of them")

  static let command = Command(
    "resume", "Start submitting again",
    discussion: "Also ends a pause that the daemon made for a refused key or missing credit.",
    operands: [model], examples: [Command.Example("wavespool resume")],
    seeAlso: ["pause", "status"])
}

enum Limit {
  static let model = OptionalOperand(.model, "The limits of this model; else of the account")
  static let inFlight = Option("in-flight", count, "Predictions running at once")
  static let perMinute = Option("per-minute", count, "Submissions in any 60 seconds")
  static let pollsPerSecond = Option("polls-per-second", count, "Questions after results")
  static let preset = Option(
    "preset", ValueKind<Preset>.choice("LEVEL"), "The limits of an account level")

  /// The account levels of WaveSpeedAI.
  enum Preset: String, CaseIterable, Sendable {
    case bronze
    case silver
    case gold
    case ultra
  }

  private static let count = ValueKind<Int>.integer(in: 1...1_000_000).orOff

  static let command = Command(
    "limit", "Show or set the limits of submitting and polling",
    discussion: """
      A change takes effect at once. The account's limits hold for all models together; a model's \
      own come on top of them, and it has none until they are set.
      """,
    operands: [model], options: [inFlight, perMinute, pollsPerSecond, preset],
    rules: [.excludes(preset, [inFlight, perMinute, pollsPerSecond])],
    examples: [
      Command.Example("wavespool limit --preset silver"),
      Command.Example("wavespool limit veo2-i2v --in-flight 1 --per-minute off"),
    ],
    seeAlso: ["budget", "pause"])
}

enum Budget {
  static let model = OptionalOperand(.model, "The budget of this model; else of the account")
  static let perDay = Option("per-day", .dollars, "Spend at most this much a day, by UTC")
  static let total = Option("total", .dollars, "Spend at most this much from now on")
  static let off = Flag("off", "Remove the budget")

  static let command = Command(
    "budget", "Show or set how much may be spent",
    discussion: "A job that would go over the budget waits.",
    operands: [model], options: [perDay, total, off], rules: [.excludes(off, [perDay, total])],
    examples: [Command.Example("wavespool budget --per-day 5")],
    seeAlso: ["limit", "stats"])
}
