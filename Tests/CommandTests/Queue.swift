import JSON
import SQLite
import TestSupport
import Testing

/// A database of its own, and the real program that works on it.
final class Queue {
  let directory: TemporaryDirectory
  let path: String
  private let program: String

  /// The database is not made: that is for the program to do.
  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.db")
    program = try Program.built("wavespool")
  }

  /// Runs the program to its end.
  @discardableResult
  func wavespool(_ words: String..., input: String? = nil) throws -> Program.Ended {
    try run(words, input: input)
  }

  @discardableResult
  func run(
    _ words: [String], input: String? = nil, bytes: [UInt8]? = nil
  ) throws -> Program.Ended {
    try Program.run(
      program, words,
      environment: ["WAVESPOOL_DB": path, "HOME": directory.path, "LC_ALL": "C"],
      directory: directory.path, input: bytes ?? input.map { Array($0.utf8) })
  }

  /// Runs the program with its stdout redirected as a shell says it.
  func wavespool(redirected: String, _ words: String...) throws -> Program.Ended {
    try Program.run(
      "/bin/sh", ["-c", "\"$0\" \"$@\" \(redirected)", program] + words,
      environment: ["WAVESPOOL_DB": path, "HOME": directory.path], directory: directory.path)
  }

  /// Starts the program and leaves it running.
  func start(_ words: String..., input: [UInt8]? = nil) throws -> Program {
    try Program(
      program, words, environment: ["WAVESPOOL_DB": path, "HOME": directory.path],
      directory: directory.path, input: input)
  }

  var isThere: Bool { directory.exists("queue.db") }

  /// As any other program writes to it.
  func execute(_ script: String) throws {
    try connection().execute(script)
  }

  func text(_ query: String) throws -> String? {
    try connection().text(query)
  }

  func count(_ query: String) throws -> Int64 {
    try connection().integer(query) ?? 0
  }

  func connection() throws -> Connection {
    try Connection(path: path, mode: .readWrite, busyTimeout: .seconds(10))
  }

  /// How many jobs there are; none where there is no database.
  var jobs: Int64 {
    get throws { isThere ? try count("SELECT count(*) FROM jobs") : 0 }
  }
}

/// The inputs that `veo2-i2v` cannot do without, as typed.
let veoInputs = ["image=https://example.com/cat.jpg", "prompt=a cat at sea"]

extension Program.Ended {
  /// Of a program that ended by itself.
  var code: Int32? {
    if case .exited(let code) = status { code } else { nil }
  }

  var errorLines: [String] {
    stderr.split(separator: "\n").map(String.init)
  }

  func json() throws -> JSON {
    try JSON(parsing: stdout)
  }
}
