import Glibc
import Terminal

/// Both ends of a terminal that nobody sits at.
final class PseudoTerminal {
  /// The end that programs write to and take for a terminal.
  let inside: CInt
  private let outside: CInt

  init(columns: UInt16, rows: UInt16 = 24) throws {
    // What posix_openpt, unlockpt and ptsname do: Swift's Glibc leaves those out.
    outside = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try require(outside >= 0)
    var locked: CInt = 0
    var number: CInt = 0
    try require(ioctl(outside, UInt(setPtyLock), &locked) == 0)
    try require(ioctl(outside, UInt(getPtyNumber), &number) == 0)
    inside = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
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

  func resize(columns: UInt16, rows: UInt16 = 24) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(outside, UInt(TIOCSWINSZ), &size)
  }

  func output(environment: TerminalEnvironment = TerminalEnvironment()) -> TextOutput {
    TextOutput(descriptor: inside, environment: environment) { _ in }
  }

  /// Types into the terminal.
  func type(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { write(outside, $0.baseAddress, $0.count) }
  }

  /// Everything written inside since the last time. A mark is sent behind it and read up to.
  func shown() -> String {
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

private let setPtyLock = 0x4004_5431
private let getPtyNumber = 0x8004_5430

/// The two ends of a pipe.
struct Pipe {
  let readEnd: CInt
  let writeEnd: CInt

  init() throws {
    var ends: [CInt] = [0, 0]
    try require(pipe(&ends) == 0)
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  /// What is in it now; it must not be empty unless its write end is closed.
  func text() -> String {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(readEnd, &chunk, chunk.count)
    return String(decoding: chunk.prefix(max(0, count)), as: UTF8.self)
  }
}

struct SystemCallFailed: Error {
  let errorNumber: CInt
}

func require(_ worked: Bool) throws {
  if !worked { throw SystemCallFailed(errorNumber: errno) }
}
