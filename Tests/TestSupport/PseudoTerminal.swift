import Glibc

/// Both ends of a terminal that nobody sits at.
package final class PseudoTerminal {
  /// The end that programs write to and take for a terminal.
  package let inside: CInt

  /// What a program opens that is to run inside.
  package let path: String
  private let outside: CInt

  package init(columns: UInt16, rows: UInt16 = 24) throws(SystemError) {
    // What posix_openpt, unlockpt and ptsname do: Swift's Glibc leaves those out.
    outside = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try require(outside >= 0)
    var locked: CInt = 0
    var number: CInt = 0
    guard ioctl(outside, UInt(setPtyLock), &locked) == 0 else {
      throw SystemError("make a terminal")
    }
    guard ioctl(outside, UInt(getPtyNumber), &number) == 0 else {
      throw SystemError("make a terminal")
    }
    path = "/dev/pts/\(number)"
    inside = open(path, O_RDWR | O_NOCTTY)
    try require(inside >= 0)
    // Raw, so that what is read outside is what was written inside.
    var modes = termios()
    tcgetattr(inside, &modes)
    cfmakeraw(&modes)
    tcsetattr(inside, TCSANOW, &modes)
    resize(columns: columns, rows: rows)
  }

  deinit {
    close(inside)
    close(outside)
  }

  package func resize(columns: UInt16, rows: UInt16 = 24) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(outside, UInt(TIOCSWINSZ), &size)
  }

  /// Types into the terminal.
  package func type(_ text: String) { type(Array(text.utf8)) }

  package func type(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { write(outside, $0.baseAddress, $0.count) }
  }

  /// Everything written inside since the last time. A mark is sent behind it and read up to.
  package func shown() -> String {
    let mark: [UInt8] = [0]
    _ = write(inside, mark, 1)
    var bytes: [UInt8] = []
    while bytes.last != 0 {
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(outside, &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk.prefix(count)
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}

extension PseudoTerminal {
  /// What was written inside since the last time; waits for it. Empty when nothing comes for
  /// `patience`, or everybody inside has gone.
  package func nextOutput(patience: Duration = .seconds(60)) -> [UInt8] {
    var ready = pollfd(fd: outside, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, Int32(patience / .milliseconds(1))) > 0 else { return [] }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(outside, &chunk, chunk.count)
    return Array(chunk.prefix(max(0, count)))
  }
}

private let setPtyLock = 0x4004_5431
private let getPtyNumber = 0x8004_5430

private func require(_ worked: Bool) throws(SystemError) {
  if !worked { throw SystemError("make a terminal") }
}
