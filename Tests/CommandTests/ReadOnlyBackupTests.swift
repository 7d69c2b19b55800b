import Glibc
import TestSupport
import Testing

@Suite struct `A backup where one may only read` {
  private let queue: QueueUnderTest
  private let folder: String
  private let backup: String

  init() throws {
    queue = try QueueUnderTest()
    try queue.add("queued")
    folder = try queue.directory.makeDirectory("medium")
    backup = folder + "/monday.db"
    #expect(try queue.run("db", "backup", backup).code == 0)
    chmod(queue.directory.path, 0o777)
    chmod(backup, 0o444)
    chmod(folder, 0o555)
  }

  private func wavespool(_ words: String...) throws -> Program.Ended {
    try Program.runUnprivileged(try Program.built("wavespool"), words)
  }

  @Test func `is one file, which needs no log beside it`() throws {
    let header = try queue.directory.read("medium/monday.db").prefix(20)
    #expect(header.suffix(2) == [1, 1], "a rollback journal's")
    #expect(try Program.run("/bin/ls", [folder]).stdout == "monday.db\n")
  }

  @Test func `is listed and checked`() throws {
    defer { chmod(folder, 0o755) }
    let list = try wavespool("list", "--db", backup)
    #expect(list.code == 0, "\(list.stderr)")
    #expect(list.stdout.contains("kissing-pro"))
    let check = try wavespool("db", "check", "--db", backup)
    #expect(check.code == 0, "\(check.stdout)\(check.stderr)")
  }

  @Test func `is restored, as a database with a log again`() throws {
    defer { chmod(folder, 0o755) }
    let place = queue.directory.file("new.db")
    let ended = try wavespool("db", "restore", backup, "--db", place)
    #expect(ended.code == 0, "\(ended.stderr)")
    #expect(try queue.directory.read("new.db").prefix(20).suffix(2) == [2, 2])

    let again = try queue.run("db", "restore", backup, "--yes")
    #expect(again.code == 0, "\(again.stderr)")
    #expect(try queue.text("PRAGMA journal_mode") == "wal")
  }
}
