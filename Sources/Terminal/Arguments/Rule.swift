/// What holds between the arguments of a command.
package enum Rule: Sendable {
  /// One of them at most.
  case atMostOne([any DeclaredArgument])

  /// One of them, and not two.
  case exactlyOne([any DeclaredArgument])

  /// Without any of them there is nothing to do.
  case atLeastOne([any DeclaredArgument])

  /// The first makes no sense beside any of the others.
  case excludes(any DeclaredArgument, [any DeclaredArgument])

  /// The first makes no sense without the second.
  case needs(any DeclaredArgument, any DeclaredArgument)

  /// What is wrong with the arguments given, or nil.
  func violation(given: (ArgumentKey) -> Bool) -> String? {
    func present(_ arguments: [any DeclaredArgument]) -> [String] {
      arguments.map(\.key).filter(given).map(\.label)
    }
    func labels(_ arguments: [any DeclaredArgument]) -> String {
      listed(arguments.map(\.key.label), "or")
    }
    switch self {
    case .atMostOne(let arguments):
      let present = present(arguments)
      return present.count > 1 ? "\(listed(present, "and")) exclude each other" : nil
    case .exactlyOne(let arguments):
      let present = present(arguments)
      if present.isEmpty { return "one of \(labels(arguments)) is needed" }
      return present.count > 1 ? "\(listed(present, "and")) exclude each other" : nil
    case .atLeastOne(let arguments):
      return present(arguments).isEmpty ? "\(labels(arguments)) is needed" : nil
    case .excludes(let argument, let others):
      guard given(argument.key), let other = present(others).first else { return nil }
      return "\(argument.key.label) and \(other) exclude each other"
    case .needs(let argument, let other):
      guard given(argument.key), !given(other.key) else { return nil }
      return "\(argument.key.label) needs \(other.key.label)"
    }
  }
}
