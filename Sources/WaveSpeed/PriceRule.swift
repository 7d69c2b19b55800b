import JSON
package import Spool

/// How a model's price follows from its input.
package enum PriceRule: Equatable, Sendable {
  /// No price is stated: only the API's quote tells.
  case unknown
  case perRun(Money)
  case perSecond(PerSecond)

  /// So much a second of output, at a rate that another input chooses.
  package struct PerSecond: Equatable, Sendable {
    /// The input that holds the seconds, as a whole number.
    package let seconds: String

    /// The input that chooses the rate, and the rate for each of its values.
    package let selector: String
    package let rates: [String: Money]

    /// Shorter is billed as this, longer as that.
    package let billed: ClosedRange<Int64>
  }

  /// Nil when no price is stated, or the input has a value that the price list does not know.
  func price(for input: JSON.Object, defaults: (String) -> JSON?) -> Money? {
    switch self {
    case .unknown: return nil
    case .perRun(let price): return price
    case .perSecond(let rule):
      guard let seconds = (input[rule.seconds] ?? defaults(rule.seconds))?.int,
        let choice = (input[rule.selector] ?? defaults(rule.selector))?.string,
        let rate = rule.rates[choice]
      else { return nil }
      let billed = min(max(seconds, rule.billed.lowerBound), rule.billed.upperBound)
      return Money(micros: rate.micros * billed)
    }
  }
}
