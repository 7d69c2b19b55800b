/// An amount of US dollars in whole micro-dollars, so that sums are exact.
///
/// A sum beyond nine million million dollars is the most that can be held: amounts come from outside,
/// and no bill may stop the daemon.
package struct Money: Hashable, Comparable, Sendable {
  package let micros: Int64

  package init(micros: Int64) {
    self.micros = micros
  }

  /// The nearest micro-dollar; nil when it is not finite or too large to hold.
  package init?(dollars: Double) {
    let micros = (dollars * 1_000_000).rounded()
    guard micros.isFinite, abs(micros) < 9e18 else { return nil }
    self.init(micros: Int64(micros))
  }

  /// The nearest amount that can be held.
  package init(clampingMicros micros: Double) {
    self.init(micros: micros.isNaN ? .max : Int64(min(max(micros.rounded(), -9e18), 9e18)))
  }

  package static let zero = Money(micros: 0)

  package var dollars: Double { Double(micros) / 1_000_000 }

  package static func + (a: Money, b: Money) -> Money {
    let (sum, overflow) = a.micros.addingReportingOverflow(b.micros)
    return Money(micros: overflow ? a.micros < 0 ? .min : .max : sum)
  }

  package static func - (a: Money, b: Money) -> Money {
    let (difference, overflow) = a.micros.subtractingReportingOverflow(b.micros)
    return Money(micros: overflow ? a.micros < 0 ? .min : .max : difference)
  }

  package static func < (a: Money, b: Money) -> Bool { a.micros < b.micros }
}

extension Money {
  /// Reads `5`, `0.50`, `$1.25`: at most six decimals, never below zero.
  package init?(text: some StringProtocol) {
    let digits = text.hasPrefix("$") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, parts.count <= 2, !whole.isEmpty,
      digits.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (48...57).contains($0) }),
      let dollars = Int64(whole), dollars <= 1_000_000_000
    else { return nil }
    var micros: Int64 = 0
    if parts.count == 2 {
      guard (1...6).contains(parts[1].utf8.count), let fraction = Int64(parts[1]) else {
        return nil
      }
      micros = fraction
      for _ in parts[1].utf8.count..<6 { micros *= 10 }
    }
    self.init(micros: dollars * 1_000_000 + micros)
  }

  /// `0.50`: as it is read back.
  package var amountText: String { String(description.drop { $0 == "$" }) }
}

extension Money: CustomStringConvertible {
  /// `$0.10`: cents, and further digits only where they are needed.
  package var description: String {
    let whole = micros.magnitude / 1_000_000
    var fraction = String(micros.magnitude % 1_000_000)
    fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    while fraction.utf8.count > 2, fraction.last == "0" { fraction.removeLast() }
    return (micros < 0 ? "-$" : "$") + "\(whole).\(fraction)"
  }
}
