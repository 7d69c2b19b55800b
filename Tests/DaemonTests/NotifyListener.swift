import Glibc

/// A service manager's end of the notify socket: real datagrams, in the order of their arrival.
final class NotifyListener {
  /// What goes into `$NOTIFY_SOCKET`.
  let name: String
  private let descriptor: Int32

  /// `name` is a path, or `@` and an abstract name.
  init(_ name: String) throws {
    self.name = name
    descriptor = socket(
      AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: bytes)
      if name.hasPrefix("@") { path[0] = 0 }
    }
    let length = socklen_t(2 + bytes.count)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    guard result == 0 else { throw Failure(words: "bind to \(name)") }
  }

  deinit { close(descriptor) }

  /// The next message, however long that takes within reason.
  func next() throws -> String {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, 60_000) == 1 else { throw Failure(words: "nothing came") }
    return receive(flags: 0)
  }

  func next(where matches: (String) -> Bool) throws -> String {
    while true {
      let message = try next()
      if matches(message) { return message }
    }
  }

  /// What has come and was not taken.
  func rest() -> [String] {
    var messages: [String] = []
    while case let message = receive(flags: Int32(MSG_DONTWAIT)), !message.isEmpty {
      messages.append(message)
    }
    return messages
  }

  private func receive(flags: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, flags)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  struct Failure: Error {
    let words: String
  }
}
