import Glibc

/// One thread waits until another has knocked.
final class Knock: Sendable {
  private let ends: (reading: Int32, writing: Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no descriptors left")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.ends = (ends[0], ends[1])
  }

  deinit {
    close(ends.reading)
    close(ends.writing)
  }

  func knock() {
    _ = write(ends.writing, "!", 1)
  }

  struct NobodyCame: Error {}

  /// Longer than anything that still works takes.
  func wait() throws(NobodyCame) {
    var watched = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, 60_000) == 1 else { throw NobodyCame() }
  }
}
