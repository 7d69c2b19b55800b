import Glibc
import TestSupport
import Testing

/// As `/var/lib/wavespool` is to those who are not in its group.
@Suite struct `A queue in a folder that one may not enter` {
  private let directory: TemporaryDirectory
  private let folder: String
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    folder = try directory.makeDirectory("closed")
    path = folder + "/queue.db"
    _ = try Program.run(try Program.built("wavespool"), ["db", "migrate", "--db", path])
    chmod(directory.path, 0o755)
    chmod(folder, 0o000)
  }

  /// Nobody's, or a suite would leave it behind.
  private func opened<Result>(_ body: () throws -> Result) rethrows -> Result {
    defer { chmod(folder, 0o700) }
    return try body()
  }

  @Test(arguments: [["enqueue", "veo2-i2v"] + veoInputs, ["list"], ["db", "migrate"]])
  func `is not called absent, and what to do is said`(words: [String]) throws {
    let ended = try opened {
      try Program.runUnprivileged(
        try Program.built("wavespool"), words, environment: ["WAVESPOOL_DB": path])
    }

    #expect(ended.code == 6)
    #expect(ended.errorLines[0].hasSuffix("you may not look into \(folder)"), "\(ended.stderr)")
    #expect(ended.errorLines.count == 2)
  }

  @Test func `may be there for all that one knows`() throws {
    let ended = try opened {
      try Program.runUnprivileged(
        try Program.built("wavespool"), ["db", "path"], environment: ["WAVESPOOL_DB": path])
    }

    #expect(ended.stdout == "\(path)\n")
    #expect(ended.errorLines == ["named by $WAVESPOOL_DB; you may not look into \(folder)"])
  }

  @Test func `is no queue of the daemon's either`() throws {
    let ended = try opened {
      try Program.runUnprivileged(
        try Program.built("wavespoold"), ["--db", path, "--until-idle"],
        environment: ["WAVESPEED_API_KEY": "k"])
    }

    #expect(ended.code == 6)
    #expect(ended.errorLines[0].hasSuffix("you may not look into \(folder)"), "\(ended.stderr)")
  }
}
