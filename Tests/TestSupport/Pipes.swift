import Glibc

/// The end from which we read what a program says.
struct IncomingPipe: ~Copyable {
  private let descriptor: Int32
  private(set) var isOpen = true
  private var bytes: [UInt8] = []
  private var nextLineStart = 0

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// All that has come so far.
  var text: String {
    String(decoding: bytes, as: UTF8.self)
  }

  var interest: pollfd {
    isOpen ? pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0) : .none
  }

  mutating func read() throws(SystemError) {
    var part = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(descriptor, &part, part.count)
    guard count >= 0 else {
      if errno == EINTR { return }
      throw SystemError("read")
    }
    bytes += part[..<count]
    isOpen = count > 0
  }

  /// The next whole line, or what is left after the last newline once the pipe has ended.
  mutating func nextLine() -> String? {
    let rest = bytes[nextLineStart...]
    let end = rest.firstIndex(of: UInt8(ascii: "\n"))
    guard let end = end ?? (isOpen || rest.isEmpty ? nil : bytes.count) else { return nil }
    nextLineStart = min(end + 1, bytes.count)
    return String(decoding: bytes[rest.startIndex..<end], as: UTF8.self)
  }
}

/// The end into which we write what a program reads; closed when all is written.
struct OutgoingPipe: ~Copyable {
  enum Progress {
    case more
    case done
  }

  private let descriptor: Int32
  private var rest: ArraySlice<UInt8>

  init(_ descriptor: Int32, sending bytes: [UInt8]) {
    self.descriptor = descriptor
    rest = bytes[...]
    // A full pipe must not block us while the program waits for us to read.
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    // A program that does not read its stdin is an ordinary case; children get the default back.
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    close(descriptor)
  }

  var interest: pollfd {
    pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
  }

  /// Writes what fits. Whoever has closed the other end wants no more: that is done, too.
  mutating func write() -> Progress {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { return errno == EAGAIN || errno == EINTR ? .more : .done }
    rest = rest.dropFirst(count)
    return rest.isEmpty ? .done : .more
  }
}

extension pollfd {
  /// `poll` passes over a negative descriptor.
  static let none = pollfd(fd: -1, events: 0, revents: 0)
}
