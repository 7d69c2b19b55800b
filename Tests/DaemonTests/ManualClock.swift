import Spool

/// Both clocks, moved by the test alone.
final class ManualClock {
  private(set) var uptime = Uptime(nanoseconds: 1_000_000_000_000)
  private var offset: Int64 = 1_775_000_000_000 - 1_000_000

  var wall: Timestamp {
    Timestamp(milliseconds: uptime.nanoseconds / 1_000_000 + offset)
  }

  func advance(by wait: Duration) {
    uptime = uptime + wait
  }

  func advance(to moment: Uptime) {
    uptime = max(uptime, moment)
  }

  /// Somebody sets the clock on the wall; no time passes.
  func setWall(by change: Duration) {
    offset += change.milliseconds
  }
}
