/// Those of the words that a person who typed `text` may have meant, the closest first.
///
/// Meant: spelled alike within a third of the letters, or one contains the other.
func closest(to text: String, among words: [String]) -> [String] {
  let typed = Array(text.lowercased().utf8)
  guard (1...200).contains(typed.count) else { return [] }
  return words.enumerated()
    .compactMap { place, word -> (distance: Int, place: Int, word: String)? in
      let spelled = Array(word.lowercased().utf8)
      let distance = editDistance(typed, spelled)
      let mayBe =
        distance <= max(typed.count, spelled.count) / 3
        || typed.count >= 3 && (contains(spelled, typed) || contains(typed, spelled))
      return mayBe ? (distance, place, word) : nil
    }
    .sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }
    .map(\.word)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var before = [Int](repeating: 0, count: b.count + 1)
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var next = [i + 1]
    for (j, other) in b.enumerated() {
      var least = min(next[j] + 1, row[j + 1] + 1, row[j] + (letter == other ? 0 : 1))
      if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other {
        least = min(least, before[j - 1] + 1)
      }
      next.append(least)
    }
    before = row
    row = next
  }
  return row[b.count]
}

private func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
  guard !part.isEmpty, part.count <= text.count else { return false }
  return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
}
