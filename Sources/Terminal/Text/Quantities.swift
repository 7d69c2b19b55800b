// Times and sizes in the words a person uses. Two units at most: nobody plans by the seconds of
// a wait that takes days.

extension Duration {
  /// `250ms` `2s` `3m 20s` `1h 5m` `2d 3h`, to the nearest second; a negative one carries a minus.
  package var words: String {
    let seconds = components.seconds + (components.attoseconds >= 500_000_000_000_000_000 ? 1 : 0)
    if self < .zero { return "-" + (.zero - self).words }
    if self < .seconds(1) {
      let milliseconds = components.attoseconds / 1_000_000_000_000_000
      return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
    }
    func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
      small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit) \(small)\(smallUnit)"
    }
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return pair(seconds / 60, "m", seconds % 60, "s")
    case ..<86_400: return pair(seconds / 3600, "h", seconds / 60 % 60, "m")
    default: return pair(seconds / 86_400, "d", seconds / 3600 % 24, "h")
    }
  }

  /// How long ago, when this is the time that has passed: `just now`, `4m ago`; `in 30s` when it
  /// is yet to come, and so negative.
  package var wordsAgo: String {
    if self > .seconds(-1), self < .seconds(5) { return "just now" }
    return self < .zero ? "in " + (.zero - self).largestUnit : largestUnit + " ago"
  }

  private var largestUnit: String {
    let seconds = components.seconds
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60)m"
    case ..<86_400: return "\(seconds / 3600)h"
    default: return "\(seconds / 86_400)d"
    }
  }
}

/// `999 B` `1.2 kB` `35 MB`: powers of ten, one decimal below ten.
package func byteWords(_ bytes: Int64) -> String {
  if bytes < 1000 { return "\(max(0, bytes)) B" }
  var unit: Int64 = 1000
  for name in ["kB", "MB", "GB", "TB"] {
    // Rounded before the unit is chosen, so that 999,999 is 1.0 MB and not 1000 kB.
    let tenths = rounded(bytes, by: unit / 10)
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) \(name)" }
    let whole = rounded(bytes, by: unit)
    if whole < 1000 { return "\(whole) \(name)" }
    unit *= 1000
  }
  return "\(rounded(bytes, by: unit)) PB"
}

private func rounded(_ amount: Int64, by unit: Int64) -> Int64 {
  amount / unit + (amount % unit * 2 >= unit ? 1 : 0)
}
