private import Glibc

/// The whole terminal, for as long as this lives: its other screen, keys as they are pressed, no
/// cursor. However it ends, the terminal is as it was before: `leave` and letting go do that, the
/// signals that end a program come as events, and a crash restores it on its way out.
///
/// One at a time in a process.
package final class FullScreen {
  package enum Event: Equatable, Sendable {
    case key(Key)
    case resized

    /// Another program asked this one to end; `die(of:)` does so, once all is tidy.
    case ended(signal: CInt)
  }

  private let output: TextOutput
  private let input: CInt
  private let before: termios
  private let signals: CInt
  private var keys = KeyReader()
  private var shown = ""
  private var isEntered = false

  /// Nil where there is no terminal to draw on and to type at.
  package init?(on output: TextOutput, input: CInt = 0) {
    var modes = termios()
    // SAFETY: it fills in one `termios`.
    guard output.movesCursor, isatty(input) == 1, unsafe tcgetattr(input, &modes) == 0,
      let signals = openSignals()
    else { return nil }
    self.output = output
    self.input = input
    before = modes
    self.signals = signals
    enter()
  }

  deinit {
    leave()
    closeSignals()
  }

  /// To be waited for: readable when `events` has something to tell.
  package var descriptors: [CInt] { [input, signals] }

  package var columns: Int { output.width ?? 80 }
  package var rows: Int { output.height ?? 24 }

  /// Draws a frame in one write, so that nobody sees half of it. Lines that are too long must have
  /// been cut; nothing is written where nothing has changed.
  package func draw(_ lines: [String]) {
    var frame = ""
    for (row, line) in lines.prefix(rows).enumerated() {
      frame += "\u{1b}[\(row + 1);1H\u{1b}[2K\(line)\u{1b}[0m"
    }
    if lines.count < rows { frame += "\u{1b}[\(lines.count + 1);1H\u{1b}[J" }
    guard frame != shown else { return }
    shown = frame
    // Terminals that know it hold the picture until the end; others pass over it.
    output.write("\u{1b}[?2026h" + frame + "\u{1b}[?2026l")
    output.flush()
  }

  /// All that has come since the last time; does not wait.
  package func events() -> [Event] {
    var events: [Event] = []
    for signal in bytes(from: signals) {
      events.append(CInt(signal) == SIGWINCH ? .resized : .ended(signal: CInt(signal)))
    }
    for key in keys.read(bytes(from: input)) { events.append(.key(key)) }
    if events.contains(.resized) { shown = "" }
    return events
  }

  package func leave() {
    guard isEntered else { return }
    isEntered = false
    shown = ""
    output.write(leaving)
    output.flush()
    restore()
  }

  /// Gives the terminal to the shell until that says `fg`.
  package func suspend() {
    leave()
    raise(SIGSTOP)
    enter()
  }

  /// Ends the process as the signal would have.
  package func die(of signal: CInt) -> Never {
    leave()
    closeSignals()
    raise(signal)
    exit(128 + signal)
  }

  private func enter() {
    var modes = before
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    modes.c_iflag &= ~tcflag_t(IXON | ICRNL)
    // A read never waits: `poll` does.
    // SAFETY: both places are within the array of codes.
    unsafe withUnsafeMutableBytes(of: &modes.c_cc) { codes in
      unsafe codes[Int(VMIN)] = 0
      unsafe codes[Int(VTIME)] = 0
    }
    // SAFETY: the modes live through the call.
    _ = unsafe tcsetattr(input, TCSADRAIN, &modes)
    rememberForCrash(before, of: input, drawingOn: output.descriptor)
    output.write(entering)
    output.flush()
    isEntered = true
  }

  private func restore() {
    var modes = before
    // SAFETY: the modes live through the call.
    _ = unsafe tcsetattr(input, TCSADRAIN, &modes)
  }

  private func bytes(from descriptor: CInt) -> [UInt8] {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // SAFETY: one descriptor, counted as one.
    guard unsafe poll(&ready, 1, 0) > 0 else { return [] }
    // A terminal that is gone says nothing more, for ever: as if somebody had hung up.
    guard ready.revents & Int16(POLLIN) != 0 else { return [UInt8(SIGHUP)] }
    var buffer = [UInt8](repeating: 0, count: 1024)
    // SAFETY: the pointer and the count are of one buffer, lent for the length of the call.
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe read(descriptor, bytes.baseAddress, bytes.count)
    }
    return Array(buffer.prefix(max(0, count)))
  }
}

/// The other screen, no cursor, no lines that wrap.
private let entering = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J"
private let leaving = "\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"
