import Spool
import Terminal

enum Edit {
  static let job = Operand(.job, "The job, which must still be queued")
  static let inputs = RepeatedOperand(.assignment, "An input to replace or add")
  static let tag = RepeatedOption("tag", .tag, "A word to find it by, in place of those it has")

  static let maxPrice = Option("max-price", .dollars, "Refuse to pay more than this")

  static let command = Command(
    "edit", "Change a queued job",
    operands: [job, inputs], options: [JobSettings.priority, JobSettings.after, tag, maxPrice],
    rules: [.atLeastOne([inputs, JobSettings.priority, JobSettings.after, tag, maxPrice])],
    examples: [Command.Example("wavespool edit 42 seed=-1 --priority 10")],
    seeAlso: ["show", "cancel"])
}
