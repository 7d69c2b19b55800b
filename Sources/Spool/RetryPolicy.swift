/// When a failed prediction is tried again, for money.
package struct RetryPolicy: Equatable, Sendable {
  package let base: Duration
  package let cap: Duration

  package init(base: Duration, cap: Duration) {
    self.base = base
    self.cap = cap
  }

  package static let standard = RetryPolicy(base: .seconds(5), cap: .seconds(600))

  /// Exponential with full jitter: anything between nothing and a bound that doubles with every
  /// failure. Jobs that failed together must not come back together.
  package func delay(afterFailures failures: Int, roll: Double) -> Duration {
    base.doubled(failures - 1, atMost: cap) * roll
  }
}
