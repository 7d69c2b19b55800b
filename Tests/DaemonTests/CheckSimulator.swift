import Glibc
import TestSupport

/// The simulator on a port of its own, ended with its test.
final class CheckSimulator {
  let url: String
  private let program: Program

  init(_ arguments: String...) throws {
    program = try Program(try Program.built("wavespool-sim"), ["--seed", "1"] + arguments)
    url = try program.readLine().split(separator: " ").last.map { String($0) } ?? ""
  }

  deinit { program.send(signal: SIGTERM) }
}
