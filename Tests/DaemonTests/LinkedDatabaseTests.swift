import Glibc
import TestSupport
import Testing

/// SQLite keeps its files beside the database that a link leads to; so do we.
@Suite struct `A database that is named by a symbolic link` {
  let site: Site
  let link: String

  init() throws {
    site = try Site()
    link = site.directory.file("link.db")
    try site.makeDatabase()
    #expect(symlink("queue.db", link) == 0)
  }

  @Test func `is watched, and nothing is left beside the link`() throws {
    let daemon = try site.ready("http://127.0.0.1:1", "--db", link)
    daemon.send(signal: SIGTERM)
    let ended = try daemon.wait()

    #expect(ended.status == .exited(0))
    #expect(!ended.stderr.contains("file watch"))
    for name in ["link.db.lock", "link.db-wal"] { #expect(!site.directory.exists(name)) }
  }

  @Test func `has one daemon, whatever it is called by`() throws {
    let daemon = try site.ready("http://127.0.0.1:1", "--db", link)
    let second = try site.run("http://127.0.0.1:1")
    #expect(second.status == .exited(1))
    #expect(second.stderr.contains("\(daemon.pid)"), "\(second.stderr)")

    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
  }
}

/// Each name has a log and a lock of its own: two daemons would pay for each job twice.
@Suite struct `A database that has two names` {
  @Test func `is served under neither of them, and nothing is queued into it`() throws {
    let site = try Site()
    try site.makeDatabase()
    let other = site.directory.file("other.db")
    #expect(Glibc.link(site.database, other) == 0)

    for path in [site.database, other] {
      let ended = try site.run("http://127.0.0.1:1", "--db", path)
      #expect(ended.status == .exited(6))
      #expect(ended.stderr.contains("2 files in one (hard links)"))
      #expect(ended.stderr.contains("remove all names but the one"))
    }
    #expect(unlink(other) == 0)
    #expect(try site.run("http://127.0.0.1:1", "--until-idle").status == .exited(0))
  }
}
