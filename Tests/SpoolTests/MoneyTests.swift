import Spool
import TestSupport
import Testing

@Suite struct `An amount of money` {
  @Test(arguments: [
    (0, "$0.00"), (1, "$0.000001"), (100_000, "$0.10"), (123_400, "$0.1234"),
    (12_345_678, "$12.345678"), (-500_000, "-$0.50"), (1_000_000_000_000, "$1000000.00"),
    (Int64.min, "-$9223372036854.775808"),
  ])
  func `is written in cents, and further only where needed`(_ micros: Int64, _ text: String) {
    #expect(Money(micros: micros).description == text)
  }

  @Test func `adds up exactly where fractions of dollars would not`() {
    let tenth = Money(dollars: 0.1) ?? .zero

    let sum = (0..<1_000_000).reduce(into: Money.zero) { sum, _ in sum = sum + tenth }

    #expect(sum == Money(dollars: 100_000))
  }

  @Test func `beyond what can be held is the most that can be, up and down`() {
    let (most, least) = (Money(micros: .max), Money(micros: .min))

    #expect(most + Money(micros: 1) == most)
    #expect(least + Money(micros: -1) == least)
    #expect(least - Money(micros: 1) == least)
    #expect(most - Money(micros: -1) == most)
    #expect(.zero - least == most)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e13, -1e13])
  func `is refused when it is no amount`(_ dollars: Double) {
    #expect(Money(dollars: dollars) == nil)
  }

  @Test(arguments: UInt64(1)...100)
  func `survives the way through a column of REAL`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let money = Money(
      micros: Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &dice))

    #expect(Money(dollars: money.dollars) == money, "seed \(seed)")
  }
}
