import Glibc

/// How long a prediction takes: a number, or a way to draw one.
enum Latency: Hashable {
  case fixed(Int64)
  case uniform(Int64, Int64)

  /// Most values near the median, some much longer: what generation really looks like.
  case lognormal(median: Int64, sigma: Double)

  /// `50ms`, `1s..3s`, `lognormal:10s,0.5`
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":")
    if parts.count == 2, parts[0] == "lognormal" {
      let values = parts[1].split(separator: ",")
      guard values.count == 2, let median = nanoseconds(values[0]), let sigma = Double(values[1]),
        sigma >= 0, sigma <= 5
      else { return nil }
      self = .lognormal(median: median, sigma: sigma)
    } else if let dots = text.range(of: "..") {
      guard let low = nanoseconds(text[..<dots.lowerBound]),
        let high = nanoseconds(text[dots.upperBound...]), low <= high
      else { return nil }
      self = .uniform(low, high)
    } else {
      guard let value = nanoseconds(text) else { return nil }
      self = .fixed(value)
    }
  }

  func drawn(with dice: inout Dice) -> Int64 {
    switch self {
    case .fixed(let value): return value
    case .uniform(let low, let high): return Int64.random(in: low...high, using: &dice)
    case .lognormal(let median, let sigma):
      // Box and Muller's way from two even numbers to a normal one.
      let normal = sqrt(-2 * log(1 - dice.fraction())) * cos(2 * .pi * dice.fraction())
      return Int64(min(Double(median) * exp(sigma * normal), 1e17))
    }
  }
}

/// `250ms`, `2s`, `1.5s`, `3m`, `1h`, `0`; nil for anything else.
func nanoseconds(_ text: some StringProtocol) -> Int64? {
  let units: [(String, Double)] = [
    ("ms", 1e6), ("us", 1e3), ("ns", 1), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]
  if text == "0" { return 0 }
  for (unit, scale) in units where text.hasSuffix(unit) {
    guard let number = Double(text.dropLast(unit.utf8.count)), number.isFinite,
      abs(number) * scale < 1e17
    else { return nil }
    return Int64(number * scale)
  }
  return nil
}

extension StringProtocol {
  /// The first place where `word` stands, without Foundation.
  func range(of word: String) -> Range<Index>? {
    var from = startIndex
    while from < endIndex {
      if self[from...].hasPrefix(word) { return from..<index(from, offsetBy: word.count) }
      from = index(after: from)
    }
    return nil
  }
}
