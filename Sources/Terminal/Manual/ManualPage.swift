/// The manual page of a program, made from the declarations that its parser reads.
package struct ManualPage {
  package let text: String

  /// What no declaration says stands in `more`: titles with paragraphs or terms.
  package init(_ program: Program, section: Int, title: String, more: [ManualSection]) {
    var page = Roff(
      program.name, section, title, version: "\(program.name) \(program.version)")
    page.section("Name")
    page.paragraphs("\(program.name) - \(lowered(program.root.summary))")
    page.section("Synopsis")
    page.bold(Help(program, []).usage)
    page.section("Description")
    page.paragraphs(program.root.discussion)
    for group in program.groups {
      page.section(group.title)
      for command in group.commands { page.add(command, [command.name], of: program) }
    }
    page.section(program.commands.isEmpty ? "Options" : "Common options")
    for option in program.root.options + program.commonOptions { page.add(option) }
    page.add(examples: program.root.examples)
    for section in more { page.add(section) }
    text = page.text
  }
}

/// A part of a manual page that is written by hand.
package struct ManualSection: Sendable {
  package let title: String
  package let words: String
  package let terms: [(term: String, meaning: String)]

  package init(_ title: String, _ words: String = "", terms: [(String, String)] = []) {
    self.title = title
    self.words = words
    self.terms = terms.map { (term: $0.0, meaning: $0.1) }
  }
}

extension Roff {
  fileprivate mutating func add(_ command: Command, _ path: [String], of program: Program) {
    subsection(Help(program, path).usage)
    paragraphs(command.summary + ".")
    paragraphs(command.discussion)
    for operand in command.operands {
      term(operand.metavar, sentence(operand.summary, operand.value) + ".")
    }
    for option in command.options { add(option) }
    add(examples: command.examples, heading: false)
    for subcommand in command.subcommands { add(subcommand, path + [subcommand.name], of: program) }
  }

  fileprivate mutating func add(_ option: OptionDeclaration) {
    let short = option.short.map { "-\($0), " } ?? ""
    let value = option.value.map { " " + $0.metavar } ?? ""
    var words = sentence(option.summary, option.value)
    if option.repeats { words += "; may be repeated" }
    if let byDefault = option.byDefault { words += " (default: \(byDefault))" }
    term(short + "--" + option.name + value, words + ".")
  }

  fileprivate mutating func add(examples: [Command.Example], heading: Bool = true) {
    if examples.isEmpty { return }
    if heading { section("Examples") }
    for example in examples {
      paragraphs(example.caption)
      self.example([example.line])
    }
  }

  fileprivate mutating func add(_ section: ManualSection) {
    self.section(section.title)
    paragraphs(section.words)
    for term in section.terms { self.term(term.term, term.meaning) }
  }
}

/// Choices are listed unless the metavar names them all.
private func sentence(_ summary: String, _ value: ValueDeclaration?) -> String {
  guard let value, !value.choices.isEmpty else { return summary }
  let isNamed = value.metavar == value.choices.joined(separator: "|")
  return isNamed ? summary : summary + ": " + value.choices.joined(separator: ", ")
}

private func lowered(_ sentence: String) -> String {
  sentence.prefix(1).lowercased() + sentence.dropFirst()
}
