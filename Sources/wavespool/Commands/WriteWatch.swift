import Glibc
import SQLite
import Spool
import Store
import Terminal

/// Waits until somebody else has committed something, for as little as that costs.
///
/// It watches the write-ahead log by name and opens nothing: closing a descriptor on a file of the
/// database would drop this process's locks. The log is there for as long as our connection, which
/// has read from it. The kernel's word is a hint: at `synchronous=FULL` it comes before the commit
/// can be seen, so after each one `Listening` says when to look again.
final class WriteWatch {
  private let store: Store
  private var descriptor: CInt = -1
  private var listening = Listening()
  private var version: Int64 = -1
  private var nextLook = Uptime.start

  /// However deaf the watch is, nothing is noticed later than this.
  private static let longestSilence = Duration.seconds(1)

  init(_ store: Store) {
    self.store = store
    descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    // Without a watch it looks once a second: slower, and right all the same.
    if descriptor >= 0 {
      // SAFETY: the path lives through the call.
      _ = unsafe inotify_add_watch(
        descriptor, store.path + "-wal", UInt32(IN_MODIFY | IN_CLOSE_WRITE))
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Returns true when something was committed since the last call that returned true, false when
  /// `deadline` came first, or one of the `others` became readable. The first call is always
  /// answered at once.
  func wait(
    until deadline: Uptime?, or others: [CInt] = []
  ) throws(CommandFailure) -> Bool {
    while true {
      let now = Uptime.now
      if heardAWrite() { listening.heard(at: now) }
      if listening.isTimeToLook(at: now) || nextLook <= now { try look(at: now) }
      if hasNews, listening.mayAct(at: now) {
        listening.acted()
        hasNews = false
        return true
      }
      if let deadline, deadline <= now { return false }
      let waits = [listening.nextLook, nextLook, deadline].compactMap { $0 }
      if sleep(until: waits.min() ?? nextLook, from: now, or: others) { return false }
    }
  }

  private var hasNews = false

  private func look(at now: Uptime) throws(CommandFailure) {
    nextLook = now + WriteWatch.longestSilence
    let seen: Int64
    do throws(SQLiteError) {
      seen = try store.connection.dataVersion()
    } catch {
      throw CommandFailure(.database, "the database \(store.path) failed: \(error.message)")
    }
    if seen != version {
      version = seen
      hasNews = true
      listening.sawSomething(at: now)
    } else {
      listening.sawNothing(at: now)
    }
  }

  private func heardAWrite() -> Bool {
    var heard = false
    var buffer = [UInt8](repeating: 0, count: 4096)
    while descriptor >= 0 {
      // SAFETY: no more is read than the buffer holds; what the events say is not looked at.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      heard = true
    }
    return heard
  }

  /// `poll` counts whole milliseconds: rounded up, so that it does not return early and spin. Says
  /// whether one of the others is readable.
  private func sleep(until moment: Uptime, from now: Uptime, or others: [CInt]) -> Bool {
    let wait = moment.since(now)
    let milliseconds = max(1, min(wait / .milliseconds(1), 3_600_000).rounded(.up))
    var watched = ([descriptor] + others).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    // SAFETY: as many descriptors as are counted. Its result does not matter: the loop looks.
    _ = unsafe poll(&watched, nfds_t(watched.count), CInt(milliseconds))
    return watched.dropFirst().contains { $0.revents != 0 }
  }
}
