import Daemon
import Glibc
import Media
import Spool
import SQLite
import Store
import TestSupport
import Testing

@Suite struct `The daemon keeps its database small` {
  let rehearsal: Rehearsal

  init() throws { rehearsal = try Rehearsal() }

  @Test func `what ended long enough ago goes by itself, by how it ended`() throws {
    try ended("completed", daysAgo: 31)
    try ended("completed", daysAgo: 29)
    try ended("failed", daysAgo: 91)
    try ended("failed", daysAgo: 89)
    try ended("cancelled", daysAgo: 31)
    try ended("cancelled", daysAgo: 29)

    nextRound()

    #expect(try left() == "2,4,6")
    #expect(rehearsal.diary.text.contains("jobs=\"3\"") || rehearsal.diary.text.contains("jobs=3"))
  }

  @Test func `nothing goes by a clock that is weeks ahead, until the API's agrees`() throws {
    try ended("completed", daysAgo: 1)
    try rehearsal.sql("UPDATE daemon SET heartbeat_at = '\(rehearsal.clock.wall.sqlText)'")
    rehearsal.clock.setWall(by: .seconds(40 * 86_400))
    rehearsal.network.serverAhead = .seconds(-40 * 86_400)
    try rehearsal.restart()
    nextRound()
    #expect(try left() == "1")

    // It has really been so long.
    rehearsal.network.serverAhead = .zero
    try rehearsal.restart()
    nextRound()
    #expect(try left() == "")
  }

  @Test func `a daemon that begins idle after days away asks what time it is until it is told`()
    throws
  {
    try ended("completed", daysAgo: 31)
    rehearsal.clock.advance(by: .seconds(3 * 86_400))
    rehearsal.network.isScripted = { $0 == .balance }
    rehearsal.network.script = { _ in (notSent, after: .milliseconds(5)) }
    try rehearsal.restart()
    let start = rehearsal.clock.uptime
    nextRound()
    #expect(try left() == "1")
    let asked = rehearsal.network.balanceRequests.map { Int($0.at.since(start).inSeconds) }
    #expect(asked.filter { $0 < 3600 }.count == 10, "\(asked)")

    rehearsal.network.isScripted = { _ in false }
    rehearsal.run(for: .seconds(700))
    nextRound()
    #expect(try left() == "")
  }

  @Test func `the settings say after how long, from the next round on`() throws {
    try ended("completed", daysAgo: 400)
    try ended("failed", daysAgo: 400)
    try ended("cancelled", daysAgo: 2)
    try rehearsal.sql(
      """
      INSERT INTO settings VALUES ('keep_completed', 'forever'), ('keep_failed', '500d'),
        ('keep_cancelled', '1d12h')
      """)
    nextRound()
    #expect(try left() == "1,2")

    try rehearsal.sql("UPDATE settings SET value = '1d' WHERE key = 'keep_completed'")
    nextRound()
    #expect(try left() == "2")
  }

  /// The schema lets such a value in: it only looks like a length of time.
  @Test func `a setting that cannot be read removes nothing`() throws {
    try ended("completed", daysAgo: 400)
    try rehearsal.sql("INSERT INTO settings VALUES ('keep_completed', '1h1d')")
    nextRound()
    #expect(try left() == "1")
  }

  @Test func `many go, a few at a time, and what was spent stays the same`() throws {
    for _ in 0..<320 { try ended("completed", daysAgo: 31, outcome: "completed") }
    let spent = try rehearsal.shell.text("SELECT group_concat(spent_usd) FROM spending")

    nextRound()

    #expect(try left() == "")
    #expect(try rehearsal.shell.text("SELECT group_concat(spent_usd) FROM spending") == spent)
    #expect(try rehearsal.count("SELECT count(*) FROM attempts") == 320)
    #expect(try rehearsal.count("SELECT count(*) FROM events WHERE job_id IS NOT NULL") == 0)
  }

  @Test func `a daemon that dies amid it leaves a whole database, and the next one goes on`() throws
  {
    for _ in 0..<320 { try ended("completed", daysAgo: 31, outcome: "completed") }
    rehearsal.clock.advance(by: .seconds(3700))
    for _ in 0..<4 {
      rehearsal.take()
      rehearsal.clock.advance(to: rehearsal.outlook.nextTurn)
    }
    let between = try rehearsal.count("SELECT count(*) FROM jobs")
    #expect(between > 0 && between < 320)
    #expect(
      try rehearsal.count("SELECT count(*) FROM events WHERE job_id NOT IN (SELECT id FROM jobs)")
        == 0)

    try rehearsal.restart()
    rehearsal.run(for: .seconds(10))

    #expect(try left() == "")
    #expect(try rehearsal.count("SELECT count(*) FROM attempts") == 320)
  }

  @Test func `a submission is never behind it`() throws {
    for _ in 0..<320 { try ended("completed", daysAgo: 31) }
    rehearsal.clock.advance(by: .seconds(3700))
    rehearsal.take()
    rehearsal.clock.advance(by: .milliseconds(25))
    rehearsal.take()
    let before = try rehearsal.count("SELECT count(*) FROM jobs")
    #expect(before < 320)
    rehearsal.clock.advance(by: .milliseconds(25))  // the next step is due
    let job = try rehearsal.insert()

    rehearsal.take(heardAWrite: true)
    rehearsal.clock.advance(by: .milliseconds(1))
    rehearsal.take()

    #expect(rehearsal.network.submissions.map(\.job) == [job])
    #expect(try rehearsal.count("SELECT count(*) FROM jobs") == before + 1)
  }

  @Test func `somebody who writes meanwhile is waited for`() throws {
    try ended("completed", daysAgo: 31)
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.clock.advance(by: .seconds(3000))
    rehearsal.run(for: .seconds(900))
    #expect(try left() == "1")

    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(120))
    #expect(try left() == "")
  }

  @Test func `a restored database is compared before anything goes`() throws {
    try ended("completed", daysAgo: 31)
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'behind')")
    nextRound()
    #expect(try left() == "1")

    try rehearsal.sql("DELETE FROM pauses")
    nextRound()
    #expect(try left() == "")
  }

  @Test func `the account's old events and old prices go too`() throws {
    try rehearsal.sql(
      """
      INSERT INTO events (at, kind, actor) VALUES ('2020-01-01 00:00:00.000', 'paused', 'daemon'),
        ('2099-01-01 00:00:00.000', 'paused', 'daemon');
      INSERT INTO quotes VALUES ('a/b', 'x', 1, '2020-01-01 00:00:00.000'),
        ('a/b', 'y', 1, '2099-01-01 00:00:00.000');
      """)
    nextRound()
    #expect(
      try rehearsal.shell.text("SELECT group_concat(at) FROM events")?.hasPrefix("2099") == true)
    #expect(try rehearsal.shell.text("SELECT group_concat(inputs) FROM quotes") == "y")
  }

  @Test func `space goes back to the file system, but for some that is wanted again`() throws {
    try rehearsal.sql(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO jobs (model, input, status, finished_at, revision)
      SELECT 'wavespeed/kissing-pro', json_object('x', hex(randomblob(2000))), 'completed',
        '2020-01-01 00:00:00.000', 1 FROM n;
      """)
    let before = try rehearsal.count("PRAGMA page_count")

    nextRound()

    #expect(try left() == "")
    let free = try rehearsal.count("PRAGMA freelist_count")
    #expect(try rehearsal.count("PRAGMA page_count") < before / 2)
    #expect(free > 512 && free <= 1024)
  }

  /// Rounds come hourly.
  private func nextRound() {
    rehearsal.run(for: .seconds(3700))
  }

  private func left() throws -> String {
    try rehearsal.shell.text(
      "SELECT coalesce(group_concat(id), '') FROM (SELECT id FROM jobs ORDER BY id)") ?? ""
  }

  private func ended(_ status: String, daysAgo days: Int64, outcome: String? = nil) throws {
    let moment = rehearsal.clock.wall - .seconds(days * 86_400)
    try rehearsal.shell.prepare(
      """
      INSERT INTO jobs (model, input, status, attempts, created_at, finished_at, revision)
      VALUES ('wavespeed/kissing-pro', '{}', ?1, ?2, ?3, ?3, 1)
      """
    ).run(status, outcome == nil ? 0 : 1, moment.sqlText)
    guard let outcome else { return }
    let id = rehearsal.shell.lastInsertRowID
    try rehearsal.shell.prepare(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at, price_usd)
      VALUES (?1, 1, 'wavespeed/kissing-pro', 1, ?2, 'p' || ?1, ?3, 0.25)
      """
    ).run(id, outcome, moment.sqlText)
  }
}
