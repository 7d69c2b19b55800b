import Glibc

package struct SocketError: Error {
  package let call: String
  package let code = errno
}

/// A listening socket on a port of the kernel's choice.
func listenOnLoopback() throws(SocketError) -> (descriptor: Int32, port: UInt16) {
  let descriptor = socket(
    AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw SocketError(call: "socket") }
  // A connection may be gone again between `poll` and `accept`, which must not wait for the next.
  _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let outcome = withUnsafeMutableBytes(of: &address) { bytes -> String? in
    let generic = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
    guard bind(descriptor, generic, length) == 0 else { return "bind" }
    guard listen(descriptor, 1024) == 0 else { return "listen" }
    guard let generic, getsockname(descriptor, generic, &length) == 0 else { return "getsockname" }
    return nil
  }
  if let outcome {
    let error = SocketError(call: outcome)
    close(descriptor)
    throw error
  }
  return (descriptor, UInt16(bigEndian: address.sin_port))
}
