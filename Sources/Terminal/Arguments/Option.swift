// Options are declared once, as typed keys: parsing, help, completions and manual pages read the
// declaration; the command looks the value up with the key and gets its type.

/// What is known of an option where the type of its value does not matter.
package struct OptionDeclaration: Sendable {
  /// Without the dashes.
  package let name: String
  package let short: Character?

  /// A phrase, without a period.
  package let summary: String

  /// Nil for a flag.
  package let value: ValueDeclaration?
  package let repeats: Bool

  /// What holds when it is not given, in words.
  package let byDefault: String?
}

/// An option of whatever type.
package protocol DeclaredOption: DeclaredArgument {
  var declaration: OptionDeclaration { get }
}

/// An option or an operand: what rules between arguments speak of.
package protocol DeclaredArgument: Sendable {
  var key: ArgumentKey { get }
}

/// Names an argument within its command.
package enum ArgumentKey: Hashable, Sendable {
  case option(String)
  case operand(String)

  /// As it is written in help and errors.
  package var label: String {
    switch self {
    case .option(let name): "--" + name
    case .operand(let metavar): metavar
    }
  }
}

extension DeclaredOption {
  package var key: ArgumentKey { .option(declaration.name) }
}

/// An option without a value.
package struct Flag: DeclaredOption {
  package let declaration: OptionDeclaration

  package init(_ name: String, short: Character? = nil, _ summary: String) {
    declaration = OptionDeclaration(
      name: name, short: short, summary: summary, value: nil, repeats: false, byDefault: nil)
  }
}

/// An option with one value; given twice, the last one counts.
package struct Option<Value: Sendable>: DeclaredOption {
  package let declaration: OptionDeclaration

  package init(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Value>, _ summary: String,
    byDefault: String? = nil
  ) {
    declaration = OptionDeclaration(
      name: name, short: short, summary: summary, value: kind.declaration, repeats: false,
      byDefault: byDefault)
  }
}

/// An option that may be given several times, each time with one more value.
package struct RepeatedOption<Value: Sendable>: DeclaredOption {
  package let declaration: OptionDeclaration

  package init(
    _ name: String, short: Character? = nil, _ kind: ValueKind<Value>, _ summary: String
  ) {
    declaration = OptionDeclaration(
      name: name, short: short, summary: summary, value: kind.declaration, repeats: true,
      byDefault: nil)
  }
}
