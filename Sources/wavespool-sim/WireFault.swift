import CMicroHTTPD
import Glibc

// libmicrohttpd sends whole answers or, on .NO, closes without a word; a reader callback that
// ends in an error cuts a body. For the rest we act on the socket itself, between MHD's own
// reads and writes, and then return .NO: MHD closes what is left.
//
// MHD_upgrade is no way to do it: it first sends a 101 that no such server would send.

/// The socket of an exchange, taken over for its last moments.
struct WireFault {
  private let socket: Int32

  init(_ exchange: Exchange) {
    // SAFETY: the connection lives until its `completed` callback, which has not come yet.
    socket = unsafe cmhd_socket(exchange.connection)
  }

  /// Writes exactly these bytes. A client that takes longer than a second to read them loses the
  /// rest: such answers are small.
  func write(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      // SAFETY: the buffer is lent for the call with its own count.
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if !(errno == EINTR || (errno == EAGAIN && canWrite(within: 1000))) {
        return
      }
    }
  }

  /// Aborts: connecting a TCP socket to nowhere makes Linux send a RST at once. A plain
  /// SO_LINGER would come too late, for MHD shuts the socket down, with a FIN, before it closes.
  func reset() {
    var nowhere = sockaddr()
    nowhere.sa_family = sa_family_t(AF_UNSPEC)
    // SAFETY: `nowhere` outlives the call and is passed with its own size.
    unsafe _ = connect(socket, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
  }

  /// Whether nothing more can be read: the client has closed, or is gone altogether.
  var clientHasLeft: Bool {
    var byte: UInt8 = 0
    // SAFETY: `byte` outlives the call, which is told of its one byte and only looks at it.
    let count = unsafe recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
  }

  private func canWrite(within milliseconds: Int32) -> Bool {
    var watched = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    // SAFETY: `watched` outlives the call, which is told of one entry.
    return unsafe poll(&watched, 1, milliseconds) > 0
  }
}

extension Reply {
  /// The status line and headers, as they are written when MHD does not write them.
  var head: [UInt8] {
    var text = "HTTP/1.1 \(status) \(reason(status))\r\nContent-Type: \(contentType)\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    return Array((text + "Content-Length: \(body.count)\r\n\r\n").utf8)
  }
}
