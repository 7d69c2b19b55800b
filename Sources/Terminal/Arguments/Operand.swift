/// What is known of an operand where the type of its value does not matter.
package struct OperandDeclaration: Sendable {
  /// A phrase, without a period.
  package let summary: String
  package let value: ValueDeclaration
  package let isRequired: Bool
  package let repeats: Bool

  package var metavar: String { value.metavar }

  /// As in a usage line: `ID...`, `[MODEL]`.
  package var usage: String {
    let name = repeats ? metavar + "..." : metavar
    return isRequired ? name : "[\(name)]"
  }
}

package protocol DeclaredOperand: DeclaredArgument {
  var declaration: OperandDeclaration { get }
}

extension DeclaredOperand {
  package var key: ArgumentKey { .operand(declaration.metavar) }
}

/// An operand that must be there.
package struct Operand<Value: Sendable>: DeclaredOperand {
  package let declaration: OperandDeclaration

  package init(_ kind: ValueKind<Value>, _ summary: String) {
    declaration = OperandDeclaration(
      summary: summary, value: kind.declaration, isRequired: true, repeats: false)
  }
}

/// An operand that may be left out.
package struct OptionalOperand<Value: Sendable>: DeclaredOperand {
  package let declaration: OperandDeclaration

  package init(_ kind: ValueKind<Value>, _ summary: String) {
    declaration = OperandDeclaration(
      summary: summary, value: kind.declaration, isRequired: false, repeats: false)
  }
}

/// All operands that are left: the last one of a command.
package struct RepeatedOperand<Value: Sendable>: DeclaredOperand {
  package let declaration: OperandDeclaration

  package init(_ kind: ValueKind<Value>, _ summary: String, atLeastOne: Bool = false) {
    declaration = OperandDeclaration(
      summary: summary, value: kind.declaration, isRequired: atLeastOne, repeats: true)
  }
}
