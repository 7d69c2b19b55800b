import Terminal

/// `1 job`, `3 jobs`.
func counted(_ count: Int, _ thing: String) -> String {
  count == 1 ? "1 \(thing)" : "\(count) \(thing)s"
}

/// The first of many things that are wrong: nobody reads a thousand.
func bounded(_ details: [String], atMost limit: Int = 20) -> [String] {
  guard details.count > limit else { return details }
  return details.prefix(limit) + ["… and \(details.count - limit) more"]
}

extension InputSource {
  /// As it is called in an error.
  var name: String {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    }
  }
}
