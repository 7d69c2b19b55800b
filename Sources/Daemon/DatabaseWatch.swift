import Glibc
package import HTTP

/// Tells when somebody writes to the write-ahead log.
///
/// It watches by name and opens nothing: closing a descriptor on a file of the database would drop
/// this process's locks. A hint and no more: `Listening` finds out whether there is anything to see.
package final class DatabaseWatch {
  package let descriptor: WatchedDescriptor

  /// Nil where the kernel has no watch left; then only the minute's scan sees what people write.
  package init?(database: String) {
    let notifier = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard notifier >= 0 else { return nil }
    // The log is there: the daemon has written its epoch through this connection's open database.
    guard
      unsafe inotify_add_watch(notifier, database + "-wal", UInt32(IN_MODIFY | IN_CLOSE_WRITE)) >= 0
    else {
      close(notifier)
      return nil
    }
    descriptor = WatchedDescriptor(notifier)
  }

  deinit {
    close(descriptor.rawValue)
  }

  /// Whether anything was written since the last time.
  package func heardAWrite() -> Bool {
    var heard = false
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      // SAFETY: no more is read than the buffer holds; what the events say is not looked at.
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor.rawValue, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return heard }
      heard = true
    }
  }
}
