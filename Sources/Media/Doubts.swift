/// What speaks against an output that came.
package struct Doubt: Equatable, Sendable {
  package let bytes: Int
  package let sha256: String

  /// "the film has no moov box".
  package let reason: String
}

/// All times that an output looked cut off, and what follows from them.
///
/// It is asked for again. When the same bytes come once more, that is what the server has; when
/// nothing better comes, the longest of what came is. Either is kept, with the doubt on record.
package struct Doubts: Equatable, Sendable {
  package private(set) var seen: [Doubt] = []

  /// Why nothing else will come. Then it is kept as it is.
  private var end: String?

  /// How often it is asked for before the longest is kept.
  private static let most = 5

  package init() {}

  package static func ended(because reason: String) -> Doubts {
    Doubts().ended(because: reason)
  }

  package func ended(because reason: String) -> Doubts {
    var ended = self
    ended.end = reason
    return ended
  }

  package mutating func add(_ doubt: Doubt) {
    seen.append(doubt)
  }

  package var areEnough: Bool { seen.count >= Doubts.most }

  /// The words with which it is kept all the same; nil when it should be asked for again.
  func remark(on doubt: Doubt) -> String? {
    if let end { return "\(doubt.reason); \(end)" }
    let cameBefore = seen.contains { $0.bytes == doubt.bytes && $0.sha256 == doubt.sha256 }
    return cameBefore ? "\(doubt.reason); the server sent the same bytes again" : nil
  }
}
