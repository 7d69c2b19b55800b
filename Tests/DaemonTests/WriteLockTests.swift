import Daemon
import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct `The lock under which others write` {
  let site: Site
  let lock: WriteLock

  /// As the daemon has one: the log's index is there as long as it is open.
  let connection: Connection

  init() throws {
    site = try Site()
    try site.makeDatabase()
    connection = try Connection(path: site.database, mode: .readWrite)
    _ = try connection.integer("SELECT count(*) FROM jobs")
    lock = try #require(WriteLock(database: site.database))
  }

  @Test func `is free where nobody writes`() {
    #expect(lock.isHeld == false)
  }

  @Test func `is held as long as a shell's transaction is open`() throws {
    let gate = site.database + ".gate"
    #expect(mkfifo(gate, 0o600) == 0)
    let shell = try Program(
      "/usr/bin/sqlite3",
      [
        "-batch", "-bail", site.database, "BEGIN IMMEDIATE", ".shell echo in; cat \(gate)",
        "ROLLBACK",
      ])
    #expect(try shell.readLine { $0 == "in" } == "in")
    #expect(lock.isHeld == true)

    // Waits for the one who reads.
    close(open(gate, O_WRONLY | O_CLOEXEC))
    #expect(try shell.wait().status == .exited(0))

    #expect(lock.isHeld == false)
  }
}
