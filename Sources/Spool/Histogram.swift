/// How often something took how long, by fixed bounds: it only ever grows, so that whoever reads it
/// now and then can tell what came between.
package struct Histogram: Equatable, Sendable {
  /// The longest of each bucket, in seconds, ascending; what is longer than all has a last one.
  package let bounds: [Double]
  package private(set) var counts: [Int]
  package private(set) var sum = 0.0

  package init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  package mutating func add(_ span: Duration) {
    let seconds = max(0, span.inSeconds)
    counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
    sum += seconds
  }

  package var count: Int { counts.reduce(0, +) }
}

extension Histogram {
  /// The sum and the counts: `1.5 0 3 1`.
  package var text: String {
    ([String(sum)] + counts.map { String($0) }).joined(separator: " ")
  }

  /// Nil for a text that is none, or one of other bounds.
  package init?(_ text: some StringProtocol, bounds: [Double]) {
    self.init(bounds: bounds)
    let parts = text.split(separator: " ")
    let counts = parts.dropFirst().compactMap { Int($0) }
    guard let sum = parts.first.flatMap({ Double($0) }), sum >= 0, sum.isFinite,
      counts.count == parts.count - 1, counts.count == self.counts.count,
      counts.allSatisfy({ (0...1 << 50).contains($0) })
    else { return nil }
    self.sum = sum
    self.counts = counts
  }
}
