/// Whom a limit, a pause or a budget is about.
package enum Scope: Hashable, Sendable {
  case account
  case model(ModelName)

  /// As the database spells it: the account is the empty text.
  package init(_ text: String) {
    self = text.isEmpty ? .account : .model(ModelName(text))
  }

  package var text: String {
    switch self {
    case .account: ""
    case .model(let name): name.text
    }
  }
}
