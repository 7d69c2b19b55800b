import TestSupport
import Testing

@Suite struct `A database that was restored or replaced` {
  let site: Site
  let api: SimulatedAPI

  init() throws {
    site = try Site()
    api = try SimulatedAPI()
    try site.makeDatabase()
    _ = try site.ask("INSERT INTO settings VALUES ('poll_min', '10ms')")
  }

  private func sh(_ script: String) throws {
    _ = try Program.run(
      "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
      directory: site.directory.path)
  }

  private func expectNothingIsPaidTwice() throws {
    _ = try site.run(api.url, "--until-idle")
    #expect(try api.counter("posts") == 1)
    #expect(try api.counter("duplicates") == 0)
  }

  @Test func `from before the daemon's last life submits nothing, life after life`() throws {
    try site.insert()
    try sh("sqlite3 queue.db '.backup backup.db'")
    #expect(try site.run(api.url, "--until-idle").status == .exited(0))

    try sh("sqlite3 queue.db '.restore backup.db'")
    try expectNothingIsPaidTwice()
    try expectNothingIsPaidTwice()
  }

  @Test func `another file in its place submits nothing`() throws {
    try site.insert()
    try sh("sqlite3 queue.db '.backup backup.db'")
    #expect(try site.run(api.url, "--until-idle").status == .exited(0))

    try sh("rm -f queue.db-wal queue.db-shm && mv backup.db queue.db")
    try expectNothingIsPaidTwice()
  }

  @Test func `put on a new disk, without the lock file, submits nothing`() throws {
    try site.insert()
    try sh("sqlite3 queue.db '.backup backup.db'")
    #expect(try site.run(api.url, "--until-idle").status == .exited(0))
    // A daemon had served it before the backup was made.
    try sh("sqlite3 backup.db 'UPDATE daemon SET epoch = 1'")

    try sh("rm -f queue.db queue.db-wal queue.db-shm queue.db.lock && mv backup.db queue.db")
    try expectNothingIsPaidTwice()
  }

  /// A daemon that has completed a job, which waits in a backup of the same life.
  private func daemonAheadOfItsBackup() throws -> Program {
    let daemon = try site.ready(api.url)
    _ = try site.ask("INSERT INTO pauses (scope, reason) VALUES ('', 'hand')")
    try site.insert()
    try sh("sqlite3 queue.db '.backup backup.db' && sqlite3 backup.db 'DELETE FROM pauses'")
    _ = try site.ask("DELETE FROM pauses")
    _ = try daemon.readLine(from: .stderr) { $0.hasPrefix("info: completed") }
    return daemon
  }

  private func stop(_ daemon: Program) throws {
    daemon.send(signal: 15)
    #expect(try daemon.wait().status == .exited(0))
  }

  @Test func `from within the daemon's last life submits nothing`() throws {
    try stop(try daemonAheadOfItsBackup())

    try sh("sqlite3 queue.db '.restore backup.db'")
    try expectNothingIsPaidTwice()
  }

  @Test func `from within the last life submits nothing though jobs were queued since`() throws {
    try stop(try daemonAheadOfItsBackup())

    try sh("sqlite3 queue.db '.restore backup.db'")
    for _ in 0..<20 { try site.insert() }
    _ = try site.run(api.url, "--until-idle")

    #expect(try api.counter("posts") == 21)
  }

  @Test func `under a running daemon ends it before it submits anything`() throws {
    let daemon = try daemonAheadOfItsBackup()

    try sh("sqlite3 queue.db '.restore backup.db'")

    let ended = try daemon.wait()
    #expect(ended.status == .exited(6))
    #expect(ended.stderr.contains("was replaced while in use"))
    #expect(ended.stderr.contains("restart the daemon"))
    try expectNothingIsPaidTwice()
    #expect(try site.ask("SELECT status FROM jobs") == "completed")
  }

  @Test func `a queue without jobs has nothing to pay twice, and just begins`() throws {
    try sh("sqlite3 queue.db '.backup backup.db'")
    #expect(try site.run(api.url, "--until-idle").status == .exited(0))
    try sh("rm -f queue.db-wal queue.db-shm && mv backup.db queue.db")
    #expect(try site.run(api.url, "--until-idle").status == .exited(0))
    #expect(try site.ask("SELECT count(*) FROM pauses") == "0")
  }
}
