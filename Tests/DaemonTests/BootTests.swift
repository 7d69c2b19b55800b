import Daemon
import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `A daemon that starts after the clock was set back` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private func begin() throws {
    _ = try Boot.begin(
      rehearsal.store, inode: 1, remembered: DaemonLock.Memory(epoch: 1, inode: 1, pid: 1), pid: 1,
      version: "0", apiURL: "u",
      at: rehearsal.clock.wall, Log(.error, .text) { _ in })
  }

  @Test func `waits out a pause of a minute in a minute, not in a day`() throws {
    let attempt = try rehearsal.running("p1")
    try rehearsal.sql(
      """
      INSERT INTO pauses (scope, reason, since, until) VALUES
        ('', 'throttled', strftime('%Y-%m-%d %H:%M:%f', '\(rehearsal.clock.wall.sqlText)'),
         strftime('%Y-%m-%d %H:%M:%f', '\(rehearsal.clock.wall.sqlText)', '+60 seconds'))
      """)
    try rehearsal.sql("UPDATE daemon SET heartbeat_at = '\(rehearsal.clock.wall.sqlText)'")
    rehearsal.clock.setWall(by: .seconds(-86_400))

    try begin()

    let now = rehearsal.clock.wall
    #expect(try rehearsal.shell.text("SELECT since FROM pauses") == now.sqlText)
    let until = try rehearsal.shell.text("SELECT until FROM pauses")
    #expect(until == (now + .seconds(60)).sqlText)
    let accepted = try rehearsal.shell.text("SELECT accepted_at FROM attempts") ?? ""
    #expect(accepted <= now.sqlText, "attempt \(attempt) is not of tomorrow")
  }

  @Test func `follows it once, and leaves alone what a person named by the clock`() throws {
    let named = rehearsal.clock.wall + .seconds(3600)
    let job = try rehearsal.insert(runAfter: named)
    try rehearsal.sql("UPDATE daemon SET heartbeat_at = '\(rehearsal.clock.wall.sqlText)'")
    try rehearsal.sql(
      """
      INSERT INTO pauses (scope, reason, until)
      VALUES ('', 'throttled', '\((rehearsal.clock.wall + .seconds(60)).sqlText)')
      """)
    rehearsal.clock.setWall(by: .seconds(-86_400))

    try begin()
    let first = try rehearsal.shell.text("SELECT until FROM pauses")
    try begin()

    #expect(try rehearsal.shell.text("SELECT until FROM pauses") == first)
    #expect(
      try rehearsal.shell.text("SELECT run_after FROM jobs WHERE id = \(job)") == named.sqlText)
  }
}
