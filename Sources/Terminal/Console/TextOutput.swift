private import Glibc

/// One of the descriptors that people read: buffered, and written in whole lines.
///
/// A line that is begun stays here until it ends, so that two programs on one terminal or log do
/// not cut each other's lines; `flush` writes it all the same. To a terminal each line goes at
/// once, elsewhere by the buffer. After a failure nothing more is written.
package final class TextOutput {
  package let isTerminal: Bool
  package let showsColour: Bool

  /// Whether what was written can be drawn over.
  package let movesCursor: Bool

  let descriptor: CInt
  private let environment: TerminalEnvironment
  private let writesEachLine: Bool
  private let onFailure: (OutputFailure) -> Void
  private var buffer: [UInt8] = []
  private var hasFailed = false

  package init(
    descriptor: CInt, environment: TerminalEnvironment = .current, writesEachLine: Bool = false,
    onFailure: @escaping (OutputFailure) -> Void
  ) {
    self.descriptor = descriptor
    self.environment = environment
    self.onFailure = onFailure
    isTerminal = isatty(descriptor) == 1
    movesCursor = isTerminal && !environment.isDumb
    showsColour = isTerminal && !environment.forbidsColour
    self.writesEachLine = writesEachLine || isTerminal
  }

  /// Columns: the terminal's as it is now; else `$COLUMNS`; else nil, which is no limit.
  package var width: Int? { size?.columns ?? environment.columns }

  /// Rows of the terminal, where it is one and knows.
  package var height: Int? { size?.rows }

  package func line(_ text: String = "") {
    write(text + "\n")
  }

  /// Text from outside must have been made `visible`: this writes what it is given.
  package func write(_ text: String) {
    let start = buffer.count
    buffer.append(contentsOf: text.utf8)
    guard writesEachLine || buffer.count >= 1 << 16 else { return }
    if let end = buffer[start...].lastIndex(of: UInt8(ascii: "\n")) { send(upTo: end + 1) }
  }

  /// Writes everything, a begun line too.
  package func flush() {
    send(upTo: buffer.count)
  }

  /// The text in a style, where colour is shown.
  package func paint(_ text: String, _ style: Style) -> String {
    showsColour ? style.painted(text) : text
  }

  private func send(upTo end: Int) {
    let failure = hasFailed ? nil : writeAll(buffer[..<end])
    buffer.removeSubrange(..<end)
    guard let failure else { return }
    hasFailed = true
    onFailure(failure)
  }

  private func writeAll(_ bytes: ArraySlice<UInt8>) -> OutputFailure? {
    var rest = bytes
    while !rest.isEmpty {
      // SAFETY: the pointer and the count are of one buffer, lent for the length of the call.
      let written = unsafe rest.withUnsafeBytes { buffer in
        unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if written >= 0 {
        rest = rest.dropFirst(written)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: awaitRoom()
      case EPIPE: return .readerIsGone
      case let code: return .other(errno: code)
      }
    }
    return nil
  }

  /// Some other program may have made the shared descriptor non-blocking.
  private func awaitRoom() {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    // SAFETY: one descriptor, counted as one. Its result does not matter: the write tells.
    _ = unsafe poll(&waiting, 1, -1)
  }

  private var size: (columns: Int, rows: Int?)? {
    guard isTerminal else { return nil }
    var size = winsize()
    // SAFETY: TIOCGWINSZ fills in one `winsize`.
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : nil)
  }
}

/// Why nothing more can be written.
package enum OutputFailure: Equatable, Sendable {
  /// As in `wavespool list | head -1`.
  case readerIsGone
  case other(errno: CInt)
}
