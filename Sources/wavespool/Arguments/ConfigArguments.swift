import Terminal

enum Config {
  static let key = OptionalOperand(
    .text("KEY", completion: .configKeys), "The setting; without it all are shown")
  static let value = OptionalOperand(.anyText("VALUE"), "What to set it to; else it is shown")

  static let command = Command(
    "config", "Show or change the settings kept in the database",
    operands: [key, value], examples: [Command.Example("wavespool config poll_min 2s")],
    seeAlso: ["limit", "budget"])
}
