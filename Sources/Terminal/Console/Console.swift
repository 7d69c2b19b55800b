private import Glibc

/// Where a program speaks: data on `out`, words about it on `err`.
///
/// A reader that goes away ends the program as it ends `ls` and `git`: silently, by SIGPIPE, which
/// a shell shows as 141. The signal itself is ignored until then, so that it strikes when our data
/// cannot be written, and not when some socket or `err` is closed.
package final class Console {
  package let out: TextOutput
  package let err: TextOutput
  private let input: CInt
  private let deed: Deed

  package init(out: TextOutput, err: TextOutput, input: CInt = 0) {
    self.out = out
    self.err = err
    self.input = input
    deed = Deed()
  }

  private init(out: TextOutput, err: TextOutput, deed: Deed) {
    self.out = out
    self.err = err
    input = 0
    self.deed = deed
  }

  /// What stands even where the answer that tells of it cannot be written: somebody who takes that
  /// failure for the deed's would do it twice.
  package var done: String? {
    get { deed.words }
    set { deed.words = newValue }
  }

  /// The process's own. Failing to write `out` ends the process; words nobody hears are dropped.
  package static func standard(program: String) -> Console {
    _ = signal(SIGPIPE, SIG_IGN)
    let deed = Deed()
    let err = TextOutput(descriptor: 2, writesEachLine: true) { _ in }
    let out = TextOutput(descriptor: 1) { failure in
      switch failure {
      case .readerIsGone:
        if let words = deed.words { err.line("\(program): nobody reads the output. \(words)") }
        dieOfBrokenPipe()
      case .other(let code):
        err.line("\(program): cannot write the output: \(systemMessage(code))")
        if let words = deed.words { err.line(words) }
        Glibc.exit(1)
      }
    }
    return Console(out: out, err: err, deed: deed)
  }

  /// Writes what is left and ends the process.
  package func exit(_ code: CInt) -> Never {
    out.flush()
    err.flush()
    Glibc.exit(code)
  }

  /// Says what is wrong with the command line: one line, and one of remedy where there is one.
  package func report(_ error: UsageError, from program: Program) {
    out.flush()
    err.line("\(err.paint(program.name + ":", .red)) \(error.message)")
    if let hint = error.hint { err.line(hint) }
  }

  /// Whether there is a person to ask.
  package var canAsk: Bool { err.isTerminal && isatty(input) == 1 }

  /// Asks on `err`; anything but a yes is a no, and so is silence.
  package func confirm(_ question: String) -> Bool {
    guard let answer = ask(question + " [y/N]") else { return false }
    let word = answer.filter { !$0.isWhitespace }.lowercased()
    return word == "y" || word == "yes"
  }

  /// Asks on `err` for a line; nil where there is nobody to ask, or the person ended the input.
  package func ask(_ question: String) -> String? {
    guard canAsk else { return nil }
    out.flush()
    err.write(question + " ")
    err.flush()
    let answer = readLine(from: input)
    // The line feed that ends an answer was typed; at the end of input there was none.
    if answer == nil { err.line() }
    return answer
  }
}

/// What a program has done so far, for the one who hears that its answer failed.
private final class Deed {
  var words: String?
}

/// What the C library calls an error number.
package func systemMessage(_ code: CInt) -> String {
  // SAFETY: strerror never returns null, and its text is copied before anything else runs.
  unsafe String(cString: strerror(code))
}

private func dieOfBrokenPipe() -> Never {
  _ = signal(SIGPIPE, SIG_DFL)
  raise(SIGPIPE)
  // Only reached where the signal is blocked.
  exit(128 + SIGPIPE)
}

/// One line without its end, byte by byte so that nothing behind it is taken; nil at the end.
private func readLine(from descriptor: CInt) -> String? {
  var bytes: [UInt8] = []
  while true {
    var byte: UInt8 = 0
    // SAFETY: one byte of room, one byte asked for.
    let count = unsafe read(descriptor, &byte, 1)
    if count < 0, errno == EINTR { continue }
    if count <= 0 { return nil }
    // What cannot be read is no answer: it must not become another one.
    if byte == UInt8(ascii: "\n") { return String(validating: bytes, as: UTF8.self) ?? "" }
    bytes.append(byte)
  }
}
