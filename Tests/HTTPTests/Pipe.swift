import Glibc
import HTTP

final class Pipe {
  let reader: WatchedDescriptor
  private var writer: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no descriptors left")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reader = WatchedDescriptor(ends[0])
    writer = ends[1]
  }

  deinit {
    closeWriter()
    close(reader.rawValue)
  }

  func write() {
    _ = Glibc.write(writer, "!", 1)
  }

  func closeWriter() {
    if writer >= 0 { close(writer) }
    writer = -1
  }
}
