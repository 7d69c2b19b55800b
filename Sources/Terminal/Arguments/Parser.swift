extension Program {
  /// Reads the words after the program's name, by the conventions of GNU: `--name value` and
  /// `--name=value`, options and operands in any order, `--` ends the options, `-` is an operand.
  /// Names are never abbreviated, so that a new option breaks no script.
  ///
  /// `--help` outranks everything, errors too; then `--version`.
  package func parse(_ words: [String]) throws(UsageError) -> Parsed {
    if let request = try helpRequest(words) { return .help(request) }
    if words.prefix(while: { $0 != "--" }).contains("--version") { return .version }
    let scanner = try Scanner(self, words, isLenient: false)
    // As one of several letters: `-qh`.
    if scanner.options.contains(where: { $0.declaration.name == "help" }) {
      return .help(HelpRequest(path: scanner.path, operands: scanner.operands))
    }
    guard !scanner.command.needsSubcommand else {
      if scanner.path.isEmpty { return .help(HelpRequest(path: [])) }
      let names = scanner.command.subcommands.map(\.name)
      throw UsageError(
        "'\(scanner.spelledPath)' needs a command of its own",
        hint: "There are \(listed(names, "and")).")
    }

    var values: [ArgumentKey: [any Sendable]] = [:]
    try readOptions(of: scanner, into: &values)
    try readOperands(of: scanner, into: &values)
    for rule in scanner.command.rules {
      if let violation = rule.violation(given: { values[$0] != nil }) {
        throw UsageError(violation, hint: "See '\(scanner.spelledPath) --help'.")
      }
    }
    return .run(
      Invocation(
        path: scanner.path, command: scanner.command, values: values,
        declared: Set(scanner.optionsInScope.map { .option($0.name) })
          .union(scanner.command.operands.map { .operand($0.metavar) })))
  }

  private func helpRequest(_ words: [String]) throws(UsageError) -> HelpRequest? {
    let asksByOption = words.prefix(while: { $0 != "--" }).contains { $0 == "--help" || $0 == "-h" }
    let asksByWord = !commands.isEmpty && words.first == "help"
    guard asksByOption || asksByWord else { return nil }
    let scanner = try Scanner(self, Array(words.dropFirst(asksByWord ? 1 : 0)), isLenient: true)
    return HelpRequest(path: scanner.path, operands: scanner.operands)
  }

  private func readOptions(
    of scanner: Scanner, into values: inout [ArgumentKey: [any Sendable]]
  ) throws(UsageError) {
    for (option, text) in scanner.options {
      let value: any Sendable
      if let kind = option.value, let text {
        value = try read(text, as: kind, for: .option(option.name))
      } else {
        value = true
      }
      values[.option(option.name), default: []].append(value)
    }
  }

  /// From left to right; one that repeats takes all that are left.
  private func readOperands(
    of scanner: Scanner, into values: inout [ArgumentKey: [any Sendable]]
  ) throws(UsageError) {
    var texts = scanner.operands[...]
    for operand in scanner.command.operands {
      if texts.isEmpty, operand.isRequired {
        let usage = Help(self, scanner.path).usage
        throw UsageError("\(operand.metavar) is missing", hint: "Usage: \(usage)")
      }
      let key = ArgumentKey.operand(operand.metavar)
      for text in operand.repeats ? texts : texts.prefix(1) {
        values[key, default: []].append(try read(text, as: operand.value, for: key))
        texts.removeFirst()
      }
    }
    guard let unexpected = texts.first else { return }
    // `models ad FILE`: the first operand may have been meant as a command.
    let first = scanner.operands.first ?? unexpected
    let below = scanner.command.subcommands.map(\.name)
    throw UsageError(
      "unexpected \(quoted(unexpected))",
      hint: didYouMean(first, among: below) ?? "Usage: \(Help(self, scanner.path).usage)")
  }

  private func read(
    _ text: String, as kind: ValueDeclaration, for key: ArgumentKey
  ) throws(UsageError) -> any Sendable {
    do throws(BadValue) {
      return try kind.check(text)
    } catch {
      throw UsageError("\(key.label): \(error.reason)", hint: error.hint)
    }
  }
}
