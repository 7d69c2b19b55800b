import Glibc
import TestSupport

/// `watch` at a terminal, and the screen as a person sees it: as much of a terminal as the program
/// uses.
final class WatchedScreen {
  private let terminal: PseudoTerminal
  private let program: Program
  private(set) var lines: [String]

  /// Whether the program has the other screen, and whether a cursor is drawn.
  private(set) var isOther = false
  private(set) var hasCursor = true
  private let before: termios

  init(_ queue: QueueUnderTest, columns: Int = 80, rows: Int = 24) throws {
    terminal = try PseudoTerminal(columns: UInt16(columns), rows: UInt16(rows))
    lines = Array(repeating: "", count: rows)
    // As a shell has it: lines are read whole, keys are echoed, some of them are signals.
    var modes = WatchedScreen.modes(terminal)
    modes.c_lflag |= tcflag_t(ICANON | ECHO | ISIG)
    modes.c_iflag |= tcflag_t(ICRNL | IXON)
    tcsetattr(terminal.inside, TCSANOW, &modes)
    before = WatchedScreen.modes(terminal)
    let place = terminal.path
    program = try Program(
      "/bin/sh",
      [
        "-c", "exec \"$0\" watch --db \"$1\" < \(place) > \(place) 2> \(place)",
        try Program.built("wavespool"), queue.path,
      ], environment: ["TERM": "xterm", "NO_COLOR": "1"])
  }

  struct NeverSeen: Error {
    let wanted: String
    let lines: [String]
  }

  /// Waits until a line of the screen has the text.
  func see(_ text: String) throws {
    try wait(for: text) { $0.contains { $0.contains(text) } }
  }

  func wait(for what: String, _ isSeen: ([String]) -> Bool) throws {
    // Something is drawn each second, so silence alone does not tell that it never comes.
    let end = ContinuousClock.now + .seconds(30)
    while !isSeen(lines) {
      let bytes = terminal.nextOutput()
      if bytes.isEmpty || ContinuousClock.now > end { throw NeverSeen(wanted: what, lines: lines) }
      take(String(decoding: bytes, as: UTF8.self))
    }
  }

  func type(_ keys: String) { terminal.type(keys) }

  func resize(columns: Int, rows: Int) {
    terminal.resize(columns: UInt16(columns), rows: UInt16(rows))
    lines = Array(repeating: "", count: rows)
    // It is not the terminal that the program's session belongs to, so nobody else says it.
    program.send(signal: SIGWINCH)
  }

  func send(signal: CInt) { program.send(signal: signal) }

  /// How it ended, with all that it wrote to the end on the screen.
  func end() throws -> Program.Status {
    let status = try program.wait().status
    take(terminal.shown())
    return status
  }

  /// Whether lines are read and keys echoed as they were.
  var isAsBefore: Bool {
    let now = WatchedScreen.modes(terminal)
    return !isOther && hasCursor && now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag
  }

  private static func modes(_ terminal: PseudoTerminal) -> termios {
    var modes = termios()
    tcgetattr(terminal.inside, &modes)
    return modes
  }

  private var rest: Substring = ""

  /// Moves to a place, erases, writes text; knows no colours.
  private func take(_ text: String) {
    rest = Substring(String(rest) + text)
    while let piece = rest.first {
      guard piece == "\u{1b}" else {
        let text = rest.prefix { $0 != "\u{1b}" }
        if lines.indices.contains(row) { lines[row] += text }
        rest = rest[text.endIndex...]
        continue
      }
      guard let end = rest.dropFirst(2).firstIndex(where: { $0.isLetter }) else { return }
      obey(rest[rest.index(rest.startIndex, offsetBy: 2)..<end], rest[end])
      rest = rest[rest.index(after: end)...]
    }
  }

  private var row = 0

  private func obey(_ parameters: Substring, _ final: Character) {
    switch (final, parameters) {
    case ("H", _): row = (Int(parameters.prefix { $0 != ";" }) ?? 1) - 1
    case ("K", _): if lines.indices.contains(row) { lines[row] = "" }
    case ("J", "2"): lines = lines.map { _ in "" }
    case ("J", _): for below in max(0, row)..<lines.count { lines[below] = "" }
    case ("h", "?1049"): isOther = true
    case ("l", "?1049"): isOther = false
    case ("h", "?25"): hasCursor = true
    case ("l", "?25"): hasCursor = false
    default: break
    }
  }
}
