import Glibc

/// The service manager's socket, as sd_notify(3) describes it: one datagram a message.
///
/// Spoken by hand because the protocol is smaller than the library. Owns its descriptor; the
/// address is looked up anew with each message, as systemd's own client does.
@safe struct NotifySocket: ~Copyable {
  private let descriptor: Int32
  private var address: sockaddr_un
  private let addressLength: socklen_t

  /// Nil for what is no name of such a socket: an absolute path, or `@` and an abstract name.
  init?(_ name: String) {
    let bytes = Array(name.utf8)
    var address = sockaddr_un()
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard let first = bytes.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
      bytes.count > 1, bytes.count < capacity, !bytes.contains(0)
    else { return nil }
    let made = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard made >= 0 else { return nil }
    address.sun_family = sa_family_t(AF_UNIX)
    // SAFETY: the name is shorter than the field, as was checked.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
      unsafe path.copyBytes(from: bytes)
      // An abstract name begins with a zero byte and ends where the address says it does.
      if first == UInt8(ascii: "@") { unsafe path[0] = 0 }
    }
    // A manager that does not read must not stop the queue.
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    // SAFETY: the value lives through the call and is as long as said.
    unsafe setsockopt(
      made, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    descriptor = made
    self.address = address
    addressLength = socklen_t(MemoryLayout.size(ofValue: address) - capacity + bytes.count)
  }

  deinit {
    close(descriptor)
  }

  /// Whether it was taken. Waits a second at most, and not at all when the message `mayBeLost`.
  @discardableResult
  mutating func send(_ message: String, mayBeLost: Bool) -> Bool {
    let bytes = Array(message.utf8)
    let flags = Int32(MSG_NOSIGNAL) | (mayBeLost ? Int32(MSG_DONTWAIT) : 0)
    // SAFETY: message and address live through the call, and their lengths are their own.
    let sent = unsafe withUnsafeBytes(of: &address) { address in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe sendto(
          descriptor, bytes.baseAddress, bytes.count, flags,
          address.assumingMemoryBound(to: sockaddr.self).baseAddress, addressLength)
      }
    }
    return sent == bytes.count
  }
}
