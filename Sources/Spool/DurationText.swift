// Lengths of time as people write them: `90s` `5m` `2h` `3d` `1h30m` `250ms`. A bare number says
// nothing about its unit and is refused, but for 0.

extension Duration {
  /// Nil when the text is not a length of time.
  package init?(_ text: some StringProtocol) {
    if text == "0" {
      self = .zero
      return
    }
    var rest = Substring(text)
    var total: Int64 = 0
    var largestAllowed = Int64.max
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest[digits.endIndex...]
      let letters = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest[letters.endIndex...]
      // Units come from large to small, each once: `1h30m`, never `30m1h`.
      guard let count = Int64(digits), let unit = millisecondsIn(letters),
        unit < largestAllowed
      else { return nil }
      largestAllowed = unit
      let (product, overflowed) = count.multipliedReportingOverflow(by: unit)
      let (sum, overflowedAgain) = total.addingReportingOverflow(product)
      guard !overflowed, !overflowedAgain else { return nil }
      total = sum
    }
    guard largestAllowed < .max else { return nil }
    self = .milliseconds(total)
  }

  /// The shortest spelling that reads back as the same: `1h30m`, `250ms`, `0`.
  package var text: String {
    var rest = milliseconds
    guard rest > 0 else { return "0" }
    var text = ""
    for (unit, size) in units {
      if rest >= size { text += "\(rest / size)\(unit)" }
      rest %= size
    }
    return text
  }
}

private let units: [(String, Int64)] = [
  ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
]

private func millisecondsIn(_ unit: Substring) -> Int64? {
  units.first { $0.0 == unit }?.1
}
