import Glibc
package import Spool

// The real clocks, read anew each time. Here and not in the program itself: there the
// optimizing build of Swift 6.3.1 takes the fields of `timespec` for another module's.

extension Timestamp {
  /// By the wall clock.
  package static var now: Timestamp {
    let time = read(CLOCK_REALTIME)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

extension Uptime {
  /// By the clock that nobody can set, which also counts the time that the machine sleeps.
  package static var now: Uptime {
    let time = read(CLOCK_BOOTTIME)
    return Uptime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}

private func read(_ clock: clockid_t) -> timespec {
  var time = timespec()
  // SAFETY: it fills in one `timespec`.
  unsafe clock_gettime(clock, &time)
  return time
}
