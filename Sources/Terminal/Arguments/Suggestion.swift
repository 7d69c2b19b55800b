// What somebody who typed `enqeue` may have meant.

/// The candidates nearest to a word, by the number of slips: a letter too many, missing or wrong,
/// or two changed about. Nothing that is further than a third of the word; a beginning counts as
/// near.
package func suggestions(for word: String, among candidates: [String]) -> [String] {
  let word = word.lowercased()
  guard !word.isEmpty, word.utf8.count <= 64 else { return [] }
  let slips = candidates.map { distance(Array(word.utf8), Array($0.lowercased().utf8)) }
  let nearest = slips.min() ?? .max
  if nearest <= max(1, word.utf8.count / 3) {
    return zip(candidates, slips).filter { $0.1 == nearest }.prefix(3).map(\.0)
  }
  let begun = candidates.filter { $0.lowercased().hasPrefix(word) }
  return word.utf8.count >= 2 && begun.count <= 3 ? begun : []
}

/// `Did you mean 'enqueue'?`, or nil where nothing is near.
package func didYouMean(_ word: String, among candidates: [String]) -> String? {
  let near = suggestions(for: word, among: candidates)
  guard !near.isEmpty else { return nil }
  return "Did you mean \(listed(near.map { "'\($0)'" }, "or"))?"
}

/// `a`, `a or b`, `a, b or c`.
package func listed(_ words: [String], _ conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, beforeLast[j - 1] + 1)
      }
      row.append(best)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
