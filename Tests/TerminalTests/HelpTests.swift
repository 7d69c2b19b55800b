import Terminal
import Testing

@Suite struct `The help of a command` {
  private static let speed = Option("speed", short: "s", .integer(), "How fast", byDefault: "3")
  private static let colour = RepeatedOption(
    "colour", ValueKind<Colour>.choice("COLOUR"), "What to paint with")
  private static let first = OptionalOperand(.text("KEY"), "The first")
  private static let second = OptionalOperand(.text("VALUE"), "The second")

  private enum Colour: String, CaseIterable, Sendable {
    case red
    case blue
  }

  private let program = Program(
    Command(
      "paint", "Paint a wall", discussion: "The wall must be dry.", operands: [first, second],
      options: [speed, colour],
      examples: [Command.Example("paint north --colour red --speed 5", "In a hurry:")]),
    version: "1")

  @Test func `is made from the declarations`() {
    #expect(
      Help(program, []).lines(width: 80, colour: false) == [
        "Usage: paint [KEY [VALUE]] [options]",
        "",
        "Paint a wall.",
        "",
        "The wall must be dry.",
        "",
        "Operands:",
        "  KEY    The first",
        "  VALUE  The second",
        "",
        "Options:",
        "  -s, --speed N        How fast (default: 3)",
        "      --colour COLOUR  What to paint with: red, blue; may be repeated",
        "",
        "Common options:",
        "  -h, --help     Show this help",
        "      --version  Show the version",
        "",
        "Example:",
        "  In a hurry:",
        "    paint north --colour red --speed 5",
      ])
  }

  @Test func `on a narrow screen has explanations below, and examples that can still be typed`() {
    #expect(
      Help(program, []).lines(width: 30, colour: false).suffix(17) == [
        "  -s, --speed N",
        "        How fast (default: 3)",
        "  --colour COLOUR",
        "        What to paint with:",
        "        red, blue; may be",
        "        repeated",
        "",
        "Common options:",
        "  -h, --help",
        "        Show this help",
        "  --version",
        "        Show the version",
        "",
        "Example:",
        "  In a hurry:",
        "    paint north --colour red \\",
        "      --speed 5",
      ])
  }
}
