/// A moment by a clock that nobody can set: what due times in memory are measured by.
package struct Uptime: Hashable, Comparable, Sendable {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  package static let start = Uptime(nanoseconds: 0)

  package static func < (a: Uptime, b: Uptime) -> Bool { a.nanoseconds < b.nanoseconds }

  /// What lies centuries away is as far as the clock counts: a job due in the year 9999 must not
  /// stop the daemon.
  package static func + (moment: Uptime, wait: Duration) -> Uptime {
    let longest = Int64.max / 1_000_000_000 - 1
    let (seconds, attoseconds) = wait.components
    let bounded = min(max(seconds, -longest), longest)
    let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(
      bounded * 1_000_000_000 + attoseconds / 1_000_000_000)
    return Uptime(nanoseconds: overflow ? (bounded < 0 ? .min : .max) : sum)
  }

  /// How long after `earlier` this is.
  package func since(_ earlier: Uptime) -> Duration {
    .nanoseconds(nanoseconds) - .nanoseconds(earlier.nanoseconds)
  }
}

/// What the core knows of the world at one turn: both clocks and one roll of the dice.
package struct Moment: Equatable, Sendable {
  /// What is stored.
  package let wall: Timestamp

  /// What is waited by.
  package let uptime: Uptime

  /// At least 0, less than 1.
  package let roll: Double

  package init(wall: Timestamp, uptime: Uptime, roll: Double) {
    precondition((0..<1).contains(roll), "A roll of the dice lies in 0..<1")
    self.wall = wall
    self.uptime = uptime
    self.roll = roll
  }
}
