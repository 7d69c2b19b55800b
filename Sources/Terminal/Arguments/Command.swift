/// A command as data: what can be typed after its name, and the words that explain it.
package struct Command: Sendable {
  package let name: String

  /// What it does: a sentence without its period.
  package let summary: String

  /// More to know, in paragraphs with an empty line between.
  package let discussion: String
  package let operands: [OperandDeclaration]
  package let options: [OptionDeclaration]
  package let rules: [Rule]
  package let examples: [Example]

  /// Other commands, by name.
  package let seeAlso: [String]
  package let subcommands: [Command]

  /// Whether it only does something through a subcommand.
  package let needsSubcommand: Bool

  package init(
    _ name: String, _ summary: String, discussion: String = "",
    operands: [any DeclaredOperand] = [], options: [any DeclaredOption] = [], rules: [Rule] = [],
    examples: [Example] = [], seeAlso: [String] = [], subcommands: [Command] = [],
    needsSubcommand: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands.map(\.declaration)
    self.options = options.map(\.declaration)
    self.rules = rules
    self.examples = examples
    self.seeAlso = seeAlso
    self.subcommands = subcommands
    self.needsSubcommand = needsSubcommand
  }

  package struct Example: Equatable, Sendable {
    /// What it shows; may be empty where the command says it.
    package let caption: String

    /// As typed into a shell.
    package let line: String

    package init(_ line: String, _ caption: String = "") {
      self.caption = caption
      self.line = line
    }
  }
}
