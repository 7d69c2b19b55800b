/// The help of a program or one of its commands, made from the declarations.
package struct Help {
  private let program: Program
  private let path: [String]
  private let command: Command

  /// The path must lead to a command of the program.
  package init(_ program: Program, _ path: [String]) {
    guard let command = program.command(at: path) else {
      preconditionFailure("\(program.name) has no command \(path.joined(separator: " "))")
    }
    self.program = program
    self.path = path
    self.command = command
  }

  /// `wavespool enqueue MODEL [KEY=VALUE...] [options]`
  package var usage: String {
    var words = [program.name] + path
    if command.needsSubcommand {
      words.append("COMMAND")
    } else {
      words += operandUsage
    }
    for case .exactlyOne(let arguments) in command.rules {
      let alternatives = arguments.map(\.key).map(spelled)
      words.append("(" + alternatives.joined(separator: " | ") + ")")
    }
    words.append("[options]")
    return words.joined(separator: " ")
  }

  package func write(to output: TextOutput) {
    for line in lines(width: output.width, colour: output.showsColour) { output.line(line) }
  }

  /// Nobody reads lines across a wide screen: they end at 80 columns at the latest.
  package func lines(width: Int?, colour: Bool) -> [String] {
    var page = HelpPage(width: min(width ?? 80, 80), colour: colour)
    page.hanging("Usage:", usage)
    if !command.subcommands.isEmpty, !command.needsSubcommand {
      page.hanging("      ", "\(([program.name] + path).joined(separator: " ")) COMMAND [options]")
    }
    page.paragraphs(command.summary + ".")
    page.paragraphs(command.discussion)
    page.section("Operands", command.operands.map { ($0.metavar, sentence($0.summary, $0.value)) })
    page.sections(
      subcommandGroups.map { group in
        (group.title, group.commands.map { ($0.name, $0.summary) })
      })
    page.section("Options", command.options.map(row))
    page.section(
      command.options.isEmpty ? "Options" : "Common options", program.commonOptions.map(row))
    page.examples(command.examples)
    page.paragraphs(seeAlso)
    return page.lines
  }

  /// An optional operand can only be there with the one before it: `[KEY [VALUE]]`.
  private var operandUsage: [String] {
    command.operands.reversed().reduce(into: []) { words, operand in
      if !operand.isRequired, !operand.repeats, let inner = words.first, inner.hasPrefix("[") {
        words[0] = "[\(operand.metavar) \(inner)]"
      } else {
        words.insert(operand.usage, at: 0)
      }
    }
  }

  private var subcommandGroups: [CommandGroup] {
    if path.isEmpty { return program.groups }
    return command.subcommands.isEmpty ? [] : [CommandGroup("Commands", command.subcommands)]
  }

  private var seeAlso: String {
    if path.isEmpty, !program.commands.isEmpty {
      return "'\(program.name) help COMMAND' tells more about a command."
    }
    let known = command.seeAlso.filter { name in program.commands.contains { $0.name == name } }
    if known.isEmpty { return "" }
    return "See also: " + known.map { "\(program.name) \($0)" }.joined(separator: ", ")
  }

  private func spelled(_ key: ArgumentKey) -> String {
    guard case .option(let name) = key,
      let value = command.options.first(where: { $0.name == name })?.value
    else { return key.label }
    return "\(key.label) \(value.metavar)"
  }

  private func row(_ option: OptionDeclaration) -> (String, String) {
    let short = option.short.map { "-\($0), " } ?? "    "
    let value = option.value.map { " " + $0.metavar } ?? ""
    var text = sentence(option.summary, option.value)
    if option.repeats { text += "; may be repeated" }
    if let byDefault = option.byDefault { text += " (default: \(byDefault))" }
    return (short + "--" + option.name + value, text)
  }

  /// Choices are listed unless the metavar or the words already name them all.
  private func sentence(_ summary: String, _ value: ValueDeclaration?) -> String {
    guard let value, !value.choices.isEmpty else { return summary }
    let isNamed = value.metavar == value.choices.joined(separator: "|")
    return isNamed ? summary : summary + ": " + value.choices.joined(separator: ", ")
  }
}
