import Glibc
import Spool

/// What the daemon tells the service manager that started it, if one did.
///
///     READY=1        the lock is held, the schema current, recovery done; it needs no network
///     STATUS=…       live counts, when they have changed, at most every few seconds
///     WATCHDOG=1     a turn was taken: from nowhere else, so that a loop that hangs is noticed
///     RELOADING=1    around the reading of the key file, and READY=1 after it
///     STOPPING=1     nothing more is submitted
///
/// A word that is lost changes nothing but what `systemctl status` shows.
package final class Notify {
  private var socket: NotifySocket
  private let watchdog: Duration?
  private var lastPat: Uptime?
  private var status = ""
  private var lastStatus: Uptime?
  private var isStatusDue = false

  /// Nil where nobody listens.
  package init?(environment: [String: String], pid: Int32 = getpid()) {
    guard let name = environment["NOTIFY_SOCKET"], let socket = NotifySocket(name) else {
      return nil
    }
    self.socket = socket
    watchdog = watchdogPeriod(environment, pid: pid)
  }

  func ready() {
    socket.send("READY=1", mayBeLost: false)
  }

  func reloading() {
    // The manager tells by the clock which of several reloads this is.
    socket.send("RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())", mayBeLost: false)
  }

  func stopping(_ words: String) {
    socket.send("STOPPING=1\nSTATUS=\(words)", mayBeLost: false)
  }

  /// A turn was taken, whatever came of it. `counts` says how things are; it is asked rarely.
  func tookTurn(at now: Uptime, counts: () -> String?) {
    pat(at: now)
    if let lastStatus, now < lastStatus + Notify.statusPause {
      isStatusDue = true
      return
    }
    isStatusDue = false
    lastStatus = now
    guard let words = counts(), words != status else { return }
    if socket.send("STATUS=\(words)", mayBeLost: true) { status = words }
  }

  /// When a turn must have been taken, even if nothing else asks for one. While nothing happens
  /// only the watchdog does.
  var nextTurn: Uptime? {
    let pat = watchdog.flatMap { period in lastPat.map { $0 + period / 2 } }
    let word = isStatusDue ? lastStatus.map { $0 + Notify.statusPause } : nil
    guard let pat, let word else { return pat ?? word }
    return min(pat, word)
  }

  /// A busy daemon takes thousands of turns a second, each of which would wake the manager: a few
  /// in each period say as much.
  private func pat(at now: Uptime) {
    guard let watchdog else { return }
    if let lastPat, now < lastPat + watchdog / 10 { return }
    if socket.send("WATCHDOG=1", mayBeLost: true) { lastPat = now }
  }

  private static let statusPause = Duration.seconds(5)
}

/// How often the manager wants a sign of life; nil when not from this process.
private func watchdogPeriod(_ environment: [String: String], pid: Int32) -> Duration? {
  guard let text = environment["WATCHDOG_USEC"], let period = Int64(text), period > 0 else {
    return nil
  }
  if let addressee = environment["WATCHDOG_PID"], Int32(addressee) != pid { return nil }
  return .microseconds(period)
}

private func monotonicMicroseconds() -> Int64 {
  var time = timespec()
  // SAFETY: `time` lives through the call.
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}
