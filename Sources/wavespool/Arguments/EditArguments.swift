import Spool
import Terminal

enum Edit {
  static let job = Operand(.job, "The job, which must still be queued")
  static let inputs = RepeatedOperand(.assignment, "An input to replace or add")
  static let tag = RepeatedOption("tag", .tag, "A word to find it by, in place of those it has")

  static let command = Command(
    "edit", "Change a queued job",
    operands: [job, inputs], options: [JobSettings.priority, JobSettings.after, tag],
    rules: [.atLeastOne([inputs, JobSettings.priority, JobSettings.after, tag])],
    examples: [Command.Example("wavespool edit 42 seed=-1 --priority 10")],
    seeAlso: ["show", "cancel"])
}
