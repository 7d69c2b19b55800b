import Glibc
import TestSupport
import Testing

/// As `/var/lib/wavespool` is: of the daemon's user, and its group may write there.
@Suite(.enabled(if: geteuid() == 0, "only root makes files for others"))
struct `What root makes in the daemon's folder` {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.db")
    chown(directory.path, 65_534, 65_533)
    chmod(directory.path, 0o2770)
  }

  private func owner(_ name: String) -> String {
    var facts = stat()
    guard stat(directory.file(name), &facts) == 0 else { return "none" }
    return "\(facts.st_uid):\(facts.st_gid) \(String(facts.st_mode & 0o777, radix: 8))"
  }

  private func wavespool(_ words: String...) throws -> Program.Ended {
    try Program.run(try Program.built("wavespool"), words + ["--db", path])
  }

  @Test func `a new database is the daemon's and its group's`() throws {
    #expect(try wavespool("db", "migrate").code == 0)

    #expect(owner("queue.db") == "65534:65533 660")
    #expect(
      try Program.runUnprivileged(
        try Program.built("wavespoold"),
        ["--db", path, "--api-url", "http://127.0.0.1:1", "--until-idle"],
        environment: ["WAVESPEED_API_KEY": "k"]
      ).code == 0)
  }

  @Test func `so are a restored one and its lock`() throws {
    #expect(try wavespool("db", "migrate").code == 0)
    #expect(try wavespool("db", "backup", directory.file("monday.db")).code == 0)
    for name in ["queue.db", "queue.db.lock"] { unlink(directory.file(name)) }

    #expect(try wavespool("db", "restore", directory.file("monday.db")).code == 0)
    #expect(owner("queue.db") == "65534:65533 660")
    #expect(owner("queue.db.lock") == "65534:65533 660")
    #expect(owner("monday.db") == "0:65533 600", "a backup is as private as it was")
  }

  @Test func `in a folder that is one user's alone is that user's alone`() throws {
    chmod(directory.path, 0o700)
    #expect(try wavespool("db", "migrate").code == 0)

    #expect(owner("queue.db").hasPrefix("65534:65533 6"))
    #expect(!owner("queue.db").hasSuffix("660"))
  }

  @Test func `was not made so: a check as root says that the daemon may not write it`() throws {
    #expect(try wavespool("db", "migrate").code == 0)
    chown(path, 0, 0)
    chmod(path, 0o644)
    let ended = try Program.run(
      try Program.built("wavespoold"),
      ["--db", path, "--api-url", "http://127.0.0.1:1", "--check"],
      environment: ["WAVESPEED_API_KEY": "k"])

    #expect(ended.stdout.contains("problem  database"), "\(ended.stdout)")
    #expect(ended.stdout.contains("chown"), "\(ended.stdout)")
  }
}
