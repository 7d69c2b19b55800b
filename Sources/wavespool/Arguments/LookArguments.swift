import Spool
import Terminal

// Commands that look at jobs and change nothing.

enum Show {
  static let job = Operand(.job, "The job")

  static let command = Command(
    "show", "Show everything about one job: inputs, attempts, outputs, events",
    operands: [job], examples: [Command.Example("wavespool show 42")],
    seeAlso: ["explain", "events", "open"])
}

enum Explain {
  static let job = Operand(.job, "The job")

  static let command = Command(
    "explain", "Say why a job is where it is, and what happens next",
    discussion: "Also what it has cost, and which command would change that.",
    operands: [job], examples: [Command.Example("wavespool explain 42")],
    seeAlso: ["show", "status"])
}

enum Wait {
  static let jobs = RepeatedOperand(.job, "The jobs", atLeastOne: true)
  static let any = Flag("any", "Stop at the first that ends")
  static let timeout = Option("timeout", .duration, "Give up waiting after this long; exit 5")

  static let command = Command(
    "wait", "Wait until jobs end, with progress",
    discussion: "Exits 0 when all of them completed, and 4 when one failed or was cancelled.",
    operands: [jobs], options: [any, timeout],
    examples: [Command.Example("wavespool wait 42 43 --timeout 1h && wavespool open 42")],
    seeAlso: ["watch"])
}

enum Watch {
  static let command = Command(
    "watch", "Watch the queue live",
    discussion: """
      Needs a terminal. The arrows choose a job, Enter shows it, / shows only what matches, \
      c cancels it, r queues it again, p pauses submitting, q leaves.
      """,
    examples: [Command.Example("wavespool watch")], seeAlso: ["status", "events"])
}

enum Events {
  static let job = OptionalOperand(.job, "Only what happened to this job")
  static let follow = Flag("follow", short: "f", "Go on with what happens from now on")

  static let command = Command(
    "events", "Show the log of all that happened",
    operands: [job], options: [follow],
    examples: [Command.Example("wavespool events --follow --json")], seeAlso: ["show", "watch"])
}

enum Open {
  static let job = Operand(.job, "The job")

  static let command = Command(
    "open", "Open a job's output with the desktop's opener",
    operands: [job], examples: [Command.Example("wavespool open 42")], seeAlso: ["show"])
}
