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
      ["-batch", "-bail", site.database, "BEGIN IMMEDIATE", ".shell cat \(gate)", "ROLLBACK"])
    let door = try #require(doorOfAReader(gate))
    #expect(lock.isHeld == true)

    close(door)
    #expect(try shell.wait().status == .exited(0))

    #expect(lock.isHeld == false)
  }

  /// Opens a pipe once somebody reads from it; nil if nobody ever does.
  private func doorOfAReader(_ path: String) -> Int32? {
    for _ in 0..<6000 {
      let door = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if door >= 0 { return door }
      poll(nil, 0, 5)
    }
    return nil
  }
}
