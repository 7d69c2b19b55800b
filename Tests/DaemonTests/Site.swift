import Glibc
import SQLite
import TestSupport

/// A folder with a queue in it, and what a person does there: start the daemon, use the shell.
final class Site {
  static let key = "sk-secret/0123456789+abcdef"
  let directory: TemporaryDirectory
  let database: String
  private let daemon: String

  init() throws {
    directory = try TemporaryDirectory()
    database = directory.file("queue.db")
    daemon = try Program.built("wavespoold")
  }

  /// Starts the real program. The key is in its environment unless another one is given.
  func start(
    _ url: String, _ arguments: String...,
    environment: [String: String] = ["WAVESPEED_API_KEY": Site.key]
  ) throws -> Program {
    try Program(
      daemon, ["--db", database, "--api-url", url] + arguments, environment: environment)
  }

  /// Starts it and waits until it serves the queue.
  func ready(
    _ url: String, _ arguments: String...,
    environment: [String: String] = ["WAVESPEED_API_KEY": Site.key]
  ) throws -> Program {
    let program = try Program(
      daemon, ["--db", database, "--api-url", url] + arguments, environment: environment)
    _ = try program.readLine(from: .stderr) { $0.contains("ready") }
    return program
  }

  /// Runs it to its end.
  func run(
    _ url: String, _ arguments: String...,
    environment: [String: String] = ["WAVESPEED_API_KEY": Site.key]
  ) throws -> Program.Ended {
    try Program.run(
      daemon, ["--db", database, "--api-url", url] + arguments, environment: environment)
  }

  /// Makes the database, as a first start does.
  func makeDatabase() throws {
    _ = try run("http://127.0.0.1:1", "--until-idle")
  }

  /// What the plain `sqlite3` shell says to this script: no function and no setting of ours.
  func shell(_ script: String) throws -> Program.Ended {
    try Program.run("/usr/bin/sqlite3", ["-batch", "-bail", database], input: Array(script.utf8))
  }

  /// One value, read by the shell.
  func ask(_ query: String) throws -> String {
    let ended = try shell(".timeout 20000\n" + query)
    guard ended.status == .exited(0) else { throw ShellFailed(words: ended.stderr) }
    return String(ended.stdout.dropLast())
  }

  func insert(_ count: Int = 1, prompt: String = "a man bows") throws {
    for number in 0..<count {
      _ = try ask(
        """
        INSERT INTO jobs (model, input) VALUES ('wavespeed-ai/veo2-i2v',
          '{"image":"https://example.com/a.png","prompt":"\(prompt) #\(number)"}');
        """)
    }
  }

  /// All bytes of the database and of the files beside it.
  func everythingOnDisk() throws -> String {
    try Program.run(
      "/bin/sh", ["-c", "cat queue.db*; sqlite3 queue.db .dump"], directory: directory.path
    )
    .stdout
  }

  struct ShellFailed: Error {
    let words: String
  }
}
