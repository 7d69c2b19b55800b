/// A moment by the wall clock, in UTC, to the millisecond: what the database stores.
///
/// Waiting is measured by `Uptime`: the clock behind these may be set, so how long one is after another
/// is for people, and for what has to be told from rows.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  package static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.milliseconds < b.milliseconds
  }

  /// The first and the last moment that SQLite can write: the years 0000 to 9999.
  package static let earliest = Timestamp(milliseconds: -62_167_219_200_000)
  package static let latest = Timestamp(milliseconds: 253_402_300_799_999)

  /// What would lie beyond the latest or the earliest moment is that moment.
  package static func + (moment: Timestamp, wait: Duration) -> Timestamp {
    let longest = latest.since(earliest)
    let bounded = min(max(wait, .zero - longest), longest)
    let sum = Timestamp(milliseconds: moment.milliseconds + bounded.milliseconds)
    return min(max(sum, earliest), latest)
  }

  package static func - (moment: Timestamp, wait: Duration) -> Timestamp {
    moment + (.zero - wait)
  }

  /// How long after `earlier` this is.
  package func since(_ earlier: Timestamp) -> Duration {
    .milliseconds(milliseconds - earlier.milliseconds)
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
