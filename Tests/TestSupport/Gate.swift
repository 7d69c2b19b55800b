import Glibc

/// Closed until somebody opens it, once and for good. A pipe, so that `poll` can wait for it beside
/// a socket.
package final class Gate: Sendable {
  private let pipe: (reader: Int32, writer: Int32)

  package init() {
    var ends: [Int32] = [-1, -1]
    precondition(Glibc.pipe(&ends) == 0, "no descriptors left")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipe = (ends[0], ends[1])
  }

  deinit {
    close(pipe.reader)
    close(pipe.writer)
  }

  /// Readable once the gate is open.
  var descriptor: Int32 { pipe.reader }

  package func open() {
    _ = write(pipe.writer, "!", 1)  // never read, so the gate stays open
  }

  /// Waits for something to read on a descriptor: true when there is, false when this gate opens
  /// before that or patience ends.
  func isShut(untilReadable descriptor: Int32, forEver: Bool = false) -> Bool {
    var watched = [
      pollfd(fd: pipe.reader, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    var count: Int32 = -1
    repeat { count = poll(&watched, 2, forEver ? -1 : patience) } while count < 0 && errno == EINTR
    return count > 0 && watched[0].revents == 0
  }
}

/// In milliseconds: longer than anything that still works takes.
private let patience: Int32 = 30_000
