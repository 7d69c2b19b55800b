import Glibc

/// A listening socket on the loopback address: nobody outside this machine can reach it.
struct Listener {
  let descriptor: Int32
  let port: UInt16

  init(port: UInt16) throws(ServerError) {
    descriptor = socket(
      AF_INET,
      Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw ServerError("no socket: \(lastError())") }
    var yes: Int32 = 1
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let socket = descriptor
    // SAFETY: each value outlives its call and is passed with its own size; a sockaddr_in is
    // what the kernel expects of an AF_INET socket.
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let isBound = unsafe withUnsafeMutableBytes(of: &address) { bytes in
      guard let base = unsafe bytes.bindMemory(to: sockaddr.self).baseAddress else { return false }
      return unsafe bind(socket, base, size) == 0 && listen(socket, 4096) == 0
        && getsockname(socket, base, &size) == 0
    }
    guard isBound else {
      throw ServerError("cannot listen on 127.0.0.1:\(port): \(lastError())")
    }
    self.port = UInt16(bigEndian: address.sin_port)
  }
}

func lastError() -> String {
  // SAFETY: the text is copied before anything else can overwrite it.
  unsafe String(cString: strerror(errno))
}
