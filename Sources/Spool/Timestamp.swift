/// A moment by the wall clock, in UTC, to the millisecond: what the database stores.
///
/// Waiting is measured in `Duration`; two timestamps are never subtracted to time something,
/// because the clock behind them may be set.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  package static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.milliseconds < b.milliseconds
  }

  package static func + (moment: Timestamp, wait: Duration) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds + wait.milliseconds)
  }

  package static func - (moment: Timestamp, wait: Duration) -> Timestamp {
    Timestamp(milliseconds: moment.milliseconds - wait.milliseconds)
  }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  package var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }

  /// As a fraction of seconds, for arithmetic that needs no exactness.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
