/// An amount of US dollars in whole micro-dollars, so that sums are exact.
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

  package static let zero = Money(micros: 0)

  package var dollars: Double { Double(micros) / 1_000_000 }

  package static func + (a: Money, b: Money) -> Money { Money(micros: a.micros + b.micros) }
  package static func - (a: Money, b: Money) -> Money { Money(micros: a.micros - b.micros) }
  package static func < (a: Money, b: Money) -> Bool { a.micros < b.micros }
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
