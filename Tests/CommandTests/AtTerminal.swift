import Glibc
import TestSupport

/// The program at a terminal, talked to line by line: what it asks is seen, what is typed is read.
final class AtTerminal {
  private let terminal: PseudoTerminal
  private let program: Program

  /// All that was shown, without colours.
  private(set) var shown = ""

  convenience init(
    _ queue: QueueUnderTest, _ words: String..., environment: [String: String] = [:]
  ) throws {
    try self.init(queue, words: words, environment: environment)
  }

  /// `redirecting` is said to the shell behind all else, as in `> /dev/null`.
  init(
    _ queue: QueueUnderTest, words: [String], redirecting: String = "",
    environment: [String: String] = [:]
  ) throws {
    terminal = try PseudoTerminal(columns: 80)
    // As a shell has it: a line is read whole, and Control and D ends the input.
    var modes = termios()
    tcgetattr(terminal.inside, &modes)
    modes.c_lflag |= tcflag_t(ICANON)
    modes.c_iflag |= tcflag_t(ICRNL)
    tcsetattr(terminal.inside, TCSANOW, &modes)
    let place = terminal.path
    let script = "exec \"$0\" \"$@\" < \(place) > \(place) 2> \(place) \(redirecting)"
    program = try Program(
      "/bin/sh",
      ["-c", script, try Program.built("wavespool")] + words + ["--db", queue.path],
      environment: ["TERM": "xterm", "NO_COLOR": "1"].merging(environment) { $1 })
  }

  struct NeverSeen: Error {
    let wanted: String
    let shown: String
  }

  /// Waits until it has been shown.
  func see(_ text: String) throws {
    while !shown.contains(text) {
      let bytes = terminal.nextOutput(patience: .seconds(30))
      if bytes.isEmpty { throw NeverSeen(wanted: text, shown: shown) }
      shown += String(decoding: bytes, as: UTF8.self)
    }
  }

  func type(_ text: String) { terminal.type(text) }
  func type(_ bytes: [UInt8]) { terminal.type(bytes) }

  func end() throws -> Int32? {
    let status = try program.wait().status
    shown += terminal.shown()
    return if case .exited(let code) = status { code } else { nil }
  }
}
