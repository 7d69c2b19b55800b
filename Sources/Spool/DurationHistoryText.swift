// A history as the database keeps it: the slices that weigh anything, and their weights in
// thousandths: `112:3250 113:500`.

extension DurationHistory {
  package var text: String {
    weights.indices.compactMap { index in
      let thousandths = Int((weights[index] * 1000).rounded())
      return thousandths > 0 ? "\(index):\(thousandths)" : nil
    }.joined(separator: " ")
  }

  /// Nil for a text that is none: people may write here too.
  package init?(_ text: String) {
    var weights: [Int: Double] = [:]
    for part in text.split(separator: " ") {
      let numbers = part.split(separator: ":").map { Int($0) }
      guard numbers.count == 2, let index = numbers[0], let thousandths = numbers[1],
        (0..<DurationBuckets.count).contains(index), (1...1_000_000).contains(thousandths)
      else { return nil }
      weights[index] = Double(thousandths) / 1000
    }
    self.init(weights)
  }
}
