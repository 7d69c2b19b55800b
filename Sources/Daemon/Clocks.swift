import Glibc
package import Spool

/// The real clocks: the one on the wall, and the one that nobody can set, which also counts the
/// time that the machine sleeps.
package func realTime() -> (wall: Timestamp, uptime: Uptime) {
  let wall = read(CLOCK_REALTIME)
  let boot = read(CLOCK_BOOTTIME)
  return (
    Timestamp(milliseconds: Int64(wall.tv_sec) * 1000 + Int64(wall.tv_nsec) / 1_000_000),
    Uptime(nanoseconds: Int64(boot.tv_sec) * 1_000_000_000 + Int64(boot.tv_nsec))
  )
}

private func read(_ clock: clockid_t) -> timespec {
  var time = timespec()
  // SAFETY: `time` lives through the call.
  let result = unsafe clock_gettime(clock, &time)
  precondition(result == 0, "the kernel has no such clock")
  return time
}
