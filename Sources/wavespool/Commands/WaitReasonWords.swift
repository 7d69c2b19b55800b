import Spool

extension WaitReason {
  /// As in "3 over a budget".
  var words: String {
    switch self {
    case .budget: "over a budget"
    case .maxPrice: "dearer than they may be"
    case .quote: "waiting for the API to name a price"
    case .unknownPrice: "of unknown price held for a person"
    }
  }
}
