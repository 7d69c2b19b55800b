// A pause in words: for people who read the log of events, and those who ask why nothing moves.

extension Pause {
  /// Why nothing is submitted: `no credit is left`.
  package var why: String {
    switch reason {
    case .hand: "by hand"
    case .key: "the API does not accept the key"
    case .credit: "no credit is left"
    case .permission: "the key may not use this model"
    case .throttled: "the API said that it is too much"
    case .unreachable: "the API cannot be reached"
    case .unsure: "several submissions in a row got no answer"
    case .failing: "it failed many times in a row"
    case .balance: "the balance is below the floor that was set"
    case .behind:
      isToBeCompared
        ? "the database must be compared with the API's history first"
        : "the API's history has what the database does not know of"
    case .looking: "an answer was lost, and the API's history is looked at first"
    }
  }

  /// The account or the model, and why: `the account: no credit is left (402: top up)`.
  package var inWords: String {
    "\(scope.inWords): \(why)" + (detail.isEmpty ? "" : " (\(detail))")
  }
}

extension Scope {
  package var inWords: String {
    switch self {
    case .account: "the account"
    case .model(let name): name.text
    }
  }
}
