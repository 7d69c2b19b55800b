/// Which end of a text gives way to `…` when it is too long.
package enum Elision: Sendable {
  case end

  /// For paths and model names, whose last part tells them apart.
  case start
}

extension String {
  /// The text, or as many of its graphemes as fit beside `…`: never wider than `limit` columns.
  package func fitted(to limit: Int, eliding elision: Elision = .end) -> String {
    // A byte is at least as much as a column, but for what is not ASCII no more is known.
    if utf8.count <= limit || columns <= limit { return self }
    guard limit > 0 else { return "" }
    switch elision {
    case .end: return prefix(graphemesFitting(self, in: limit - 1)) + "…"
    case .start: return "…" + suffix(graphemesFitting(reversed(), in: limit - 1))
    }
  }

  /// The text with spaces up to `width` columns.
  package func padded(to width: Int, _ alignment: Alignment = .left) -> String {
    let spaces = String(repeating: " ", count: max(0, width - columns))
    switch alignment {
    case .left: return self + spaces
    case .right: return spaces + self
    }
  }
}

package enum Alignment: Sendable {
  case left
  case right
}

private func graphemesFitting(_ text: some Sequence<Character>, in limit: Int) -> Int {
  var used = 0
  var count = 0
  for character in text {
    used += character.columns
    if used > limit { break }
    count += 1
  }
  return count
}
