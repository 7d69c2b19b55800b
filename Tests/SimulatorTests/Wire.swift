import Glibc

/// One TCP connection, without an HTTP library in between that could repair, repeat or hide.
final class Wire {
  private let socket: Int32

  /// All that came, and how it ended.
  struct Received: Equatable {
    var bytes: [UInt8] = []
    var end = End.closed

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  enum End {
    case closed
    case reset
  }

  struct Failure: Error {
    let call: String
    let number = errno
  }

  init(_ port: UInt16) throws(Failure) {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let socket = socket
    let result = withUnsafeBytes(of: &address) { bytes in
      connect(
        socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
        socklen_t(bytes.count))
    }
    guard result == 0 else { throw Failure(call: "connect") }
    // A simulator that hangs where it should not fails the test instead of hanging it, too.
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit {
    close(socket)
  }

  func ask(
    _ method: String, _ path: String, _ headers: [String], body: String = ""
  ) throws(Failure) {
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1"] + headers
      + ["Content-Length: \(body.utf8.count)", "", body]
    try write(lines.joined(separator: "\r\n"))
  }

  func write(_ text: String) throws(Failure) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(call: "send") }
      rest = rest.dropFirst(count)
    }
  }

  func readToEnd() throws(Failure) -> Received {
    var received = Received()
    while let part = try read(&received) { received.bytes += part }
    return received
  }

  /// Reads until the bytes end with `mark`, and leaves the connection open.
  func read(until mark: String) throws(Failure) -> String {
    var received = Received()
    while !received.text.hasSuffix(mark), let part = try read(&received) {
      received.bytes += part
    }
    return received.text
  }

  /// Whether not one byte has come, and the connection stands.
  var isSilent: Bool {
    var byte: UInt8 = 0
    return recv(socket, &byte, 1, Int32(MSG_DONTWAIT | MSG_PEEK)) < 0
      && errno == EAGAIN
  }

  private func read(_ received: inout Received) throws(Failure) -> [UInt8]? {
    var part = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &part, part.count, 0)
    if count > 0 { return Array(part[..<count]) }
    if count < 0 {
      guard errno == ECONNRESET else { throw Failure(call: "recv") }
      received.end = .reset
    }
    return nil
  }
}
