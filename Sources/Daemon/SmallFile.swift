import Glibc

/// The whole of a small file; nil when it cannot be read, with `errno` set, or is larger than that.
///
/// It may be a pipe, as of `<(pass show key)`. One that nobody writes into is not waited for: a daemon
/// that stands still for it hears no signal any more.
func readFile(_ path: String, atMost limit: Int) -> [UInt8]? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var hasWaited = false
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    // SAFETY: no more is read than the buffer holds.
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0, errno == EINTR || errno == EAGAIN && comesSoon(descriptor) { continue }
    guard count >= 0 else { return nil }
    // Whoever writes into a pipe may just be opening it.
    if count == 0, bytes.isEmpty, !hasWaited, comesSoon(descriptor) {
      hasWaited = true
      continue
    }
    if count == 0 { return bytes }
    bytes += buffer.prefix(count)
    guard bytes.count <= limit else {
      errno = EFBIG
      return nil
    }
  }
}

private func comesSoon(_ descriptor: Int32) -> Bool {
  var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  // SAFETY: `wait` lives through the call.
  guard unsafe poll(&wait, 1, 2000) == 0 else { return true }
  errno = ETIMEDOUT
  return false
}
