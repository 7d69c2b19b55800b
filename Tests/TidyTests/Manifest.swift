/// What Package.swift says of its targets, read as text: asking the package manager would wait for
/// the lock that it holds while it runs this test.
struct Manifest {
  /// Names and dependencies, without the targets that are tests.
  let targets: [String: Set<String>]

  init(_ text: String) {
    var targets: [String: Set<String>] = [:]
    let uncommented = SwiftText(text).uncommented
    for opening in [".target(", ".executableTarget(", ".systemLibrary("] {
      for start in uncommented.ranges(of: opening) {
        let body = Manifest.body(uncommented[start.upperBound...])
        guard let name = Manifest.strings(after: "name:", in: body).first else { continue }
        let list = body.firstRange(of: "dependencies: [").map { body[$0.upperBound...] }
        let dependencies = list.map { Manifest.strings(after: "", in: $0.prefix { $0 != "]" }) }
        targets[name] = Set(dependencies ?? [])
      }
    }
    self.targets = targets
  }

  /// As far as the parenthesis that closes what is open.
  private static func body(_ text: Substring) -> Substring {
    var depth = 1
    return text.prefix { character in
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return depth > 0
    }
  }

  private static func strings(after label: String, in text: Substring) -> [String] {
    let start = text.firstRange(of: label)?.upperBound ?? text.startIndex
    let parts = text[start...].split(separator: "\"", omittingEmptySubsequences: false)
    return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
  }
}
