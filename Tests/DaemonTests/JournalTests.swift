import TestSupport
import Testing

/// The journal reads a line's priority from `<3>` and the like before it, and takes it away.
@Suite struct `The log in the journal` {
  private let site: Site

  init() throws { site = try Site() }

  /// Standard error is the stream of the journal that the environment names, as far as `stream` says.
  private func run(_ stream: String, _ words: String) throws -> Program.Ended {
    try Program.run(
      "/bin/sh",
      [
        "-c", "export JOURNAL_STREAM=\(stream); exec \"$0\" --db \"$1\" --until-idle \(words)",
        try Program.built("wavespoold"), site.database,
      ], environment: ["PATH": "/usr/bin:/bin", "WAVESPEED_API_KEY": Site.key])
  }

  private let ours = "$(stat -Lc %d:%i /proc/self/fd/2)"
  private let address = "--api-url http://127.0.0.1:1"

  @Test func `begins each line with its priority`() throws {
    let ended = try run(ours, address)

    #expect(ended.status == .exited(0), "\(ended.stderr)")
    #expect(ended.stderr.contains("<6>info: ready"), "\(ended.stderr)")
    let lines = ended.stderr.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("<") })
  }

  @Test(arguments: ["", "1:2", "nonsense"])
  func `is plain where standard error is something else`(stream: String) throws {
    let ended = try run(stream, address)

    #expect(ended.stderr.contains("info: ready"))
    #expect(!ended.stderr.contains("<6>"))
  }

  @Test func `has why the daemon does not start among the errors`() throws {
    #expect(try run(ours, "--api-url ftp://x").stderr.hasPrefix("<3>wavespoold: "))
    try site.directory.write("This is no database, however long one looks at it.", to: "queue.db")
    let ended = try run(ours, address)

    #expect(ended.status == .exited(6))
    let lines = ended.stderr.split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("<3>") }, "\(ended.stderr)")
  }
}
