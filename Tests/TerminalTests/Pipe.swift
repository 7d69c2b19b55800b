import Glibc
import Terminal
import TestSupport

extension PseudoTerminal {
  func output(environment: TerminalEnvironment = TerminalEnvironment()) -> TextOutput {
    TextOutput(descriptor: inside, environment: environment) { _ in }
  }
}

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
