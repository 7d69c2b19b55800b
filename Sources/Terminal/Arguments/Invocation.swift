/// What a command line asks for.
package enum Parsed: Sendable {
  case run(Invocation)
  case help(HelpRequest)
  case version
}

/// `--help`, wherever it stood, or `help COMMAND`.
package struct HelpRequest: Equatable, Sendable {
  /// The path to the command; empty for the program.
  package let path: [String]

  /// The operands that were given beside it, unread: `enqueue MODEL --help` speaks of a model.
  package let operands: [String]

  package init(path: [String], operands: [String] = []) {
    self.path = path
    self.operands = operands
  }
}

/// A command with its arguments, read and checked.
///
/// Values are looked up with the key that declared them; a key of another command is a mistake in
/// the program and stops it.
package struct Invocation: Sendable {
  /// The path to the command, as in `["db", "backup"]`; empty for the program itself.
  package let path: [String]
  package let command: Command

  private let values: [ArgumentKey: [any Sendable]]
  private let declared: Set<ArgumentKey>

  init(
    path: [String], command: Command, values: [ArgumentKey: [any Sendable]],
    declared: Set<ArgumentKey>
  ) {
    self.path = path
    self.command = command
    self.values = values
    self.declared = declared
  }

  /// Whether the argument was given.
  package func has(_ argument: any DeclaredArgument) -> Bool {
    !given(argument.key).isEmpty
  }

  package subscript(_ flag: Flag) -> Bool { has(flag) }

  package subscript<Value>(_ option: Option<Value>) -> Value? {
    given(option.key).last.map { cast($0, option.key) }
  }

  package subscript<Value>(_ option: RepeatedOption<Value>) -> [Value] {
    given(option.key).map { cast($0, option.key) }
  }

  package subscript<Value>(_ operand: Operand<Value>) -> Value {
    guard let value = given(operand.key).first else {
      preconditionFailure("the parser let a missing \(operand.key.label) pass")
    }
    return cast(value, operand.key)
  }

  package subscript<Value>(_ operand: OptionalOperand<Value>) -> Value? {
    given(operand.key).first.map { cast($0, operand.key) }
  }

  package subscript<Value>(_ operand: RepeatedOperand<Value>) -> [Value] {
    given(operand.key).map { cast($0, operand.key) }
  }

  private func given(_ key: ArgumentKey) -> [any Sendable] {
    precondition(declared.contains(key), "\(command.name) does not declare \(key.label)")
    return values[key] ?? []
  }

  private func cast<Value>(_ value: any Sendable, _ key: ArgumentKey) -> Value {
    guard let value = value as? Value else {
      preconditionFailure("\(command.name) declares \(key.label) with another type")
    }
    return value
  }
}
