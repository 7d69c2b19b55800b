import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

@Suite struct `Nothing leaves before its commit, nothing counts before its own` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `no submission leaves before another connection can read its claim`() throws {
    var readable: [String?] = []
    rehearsal.network.onSend = { [shell = rehearsal.shell] sent in
      guard case .submit(let attempt) = sent.exchange else { return }
      readable.append(
        try? shell.text(
          """
          SELECT status || ' ' || outcome || ' ' || body FROM jobs
          JOIN attempts ON job_id = id AND number = ?2 WHERE id = ?1
          """, attempt.job, attempt.number))
    }

    try rehearsal.insert()
    try rehearsal.insert()
    rehearsal.run(for: .milliseconds(20))

    let claim = #"submitting sending {"image":"https://example.com/a.png"}"#
    #expect(readable == [claim, claim])
    #expect(
      rehearsal.network.sent.map { String(decoding: $0.request.body, as: UTF8.self) } == [
        #"{"image":"https://example.com/a.png"}"#, #"{"image":"https://example.com/a.png"}"#,
      ])
  }

  @Test func `while the database is locked nothing is submitted, and the queue goes on after it`()
    throws
  {
    let job = try rehearsal.insert()
    try rehearsal.sql("BEGIN IMMEDIATE")
    let turns = rehearsal.run(for: .seconds(100))
    #expect(rehearsal.network.submissions.isEmpty)
    #expect(turns < 1000, "it tries again without spinning")
    #expect(rehearsal.diary.text.contains("locked by another program"))

    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(2), heardAWrite: false)

    #expect(rehearsal.network.submissions == [AttemptID(job, 1)])
    #expect(rehearsal.diary.text.contains("can be written again"))
  }

  @Test func `an answer that comes while the database is locked is recorded once it is free`()
    throws
  {
    let attempt = try rehearsal.submitted()
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.answer(.submit(attempt), accepted("p1"))
    #expect(rehearsal.outlook.hasUnrecorded)
    #expect(try rehearsal.standing(attempt.job) == "submitting sending 1")

    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(2), heardAWrite: false)

    #expect(try rehearsal.job(attempt.job).prediction == PredictionID("p1"))
    #expect(!rehearsal.outlook.hasUnrecorded)
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test
  func `on a full disk nothing is submitted, and what was answered is kept until there is room`()
    throws
  {
    let attempt = try rehearsal.submitted()
    // No page can be added any more: SQLite reports it in the words of a full disk.
    let pages = try rehearsal.store.connection.integer("PRAGMA page_count") ?? 0
    try rehearsal.store.connection.execute("PRAGMA max_page_count = \(pages)")
    for _ in 0..<50 { try rehearsal.insert("wavespeed/kissing-pro", large) }

    rehearsal.answer(.submit(attempt), accepted("p1", status: longWord))
    let turns = rehearsal.run(for: .seconds(100))

    #expect(rehearsal.network.submissions.count == 1)
    #expect(rehearsal.outlook.hasUnrecorded)
    #expect(rehearsal.diary.text.contains("no space is left"))
    #expect(turns < 1000, "it tries again without spinning")

    try rehearsal.store.connection.execute("PRAGMA max_page_count = 1000000")
    rehearsal.run(for: .seconds(2), heardAWrite: false)

    #expect(try rehearsal.job(attempt.job).prediction == PredictionID("p1"))
    #expect(rehearsal.network.submissions.count == 2)
  }

  /// Longer than any free place in a page.
  private var longWord: String { String(repeating: "w", count: 100_000) }
  private var large: String {
    #"{"image":"https://example.com/\#(String(repeating: "a", count: 3000)).png"}"#
  }

  @Test func `a daemon whose database another one has taken over stops without a word`() throws {
    let attempt = try rehearsal.submitted()
    try rehearsal.sql("UPDATE daemon SET epoch = epoch + 1")
    rehearsal.network.answer(.submit(attempt), accepted("p1"))

    let outlook = rehearsal.take(heardAWrite: true)

    #expect(outlook.fatal == .takenOver(path: rehearsal.path))
    #expect(try rehearsal.standing(attempt.job) == "submitting sending 1")
  }

  @Test func `a daemon whose database a newer one has migrated stops without a word`() throws {
    let attempt = try rehearsal.submitted()
    try rehearsal.sql("PRAGMA user_version = 99")
    rehearsal.network.answer(.submit(attempt), accepted("p1"))

    let outlook = rehearsal.take(heardAWrite: true)

    #expect(
      outlook.fatal == .newer(path: rehearsal.path, version: 99))
    #expect(try rehearsal.standing(attempt.job) == "submitting sending 1")
  }

  @Test func `a decision that the schema refuses parks that job, and the others go on`() throws {
    let parked = try rehearsal.submitted()
    let other = try rehearsal.submitted()
    try rehearsal.sql(
      """
      CREATE TRIGGER no_thirteen BEFORE UPDATE ON jobs WHEN NEW.prediction_id = 'p13'
      BEGIN SELECT RAISE(ABORT, 'not thirteen'); END
      """)

    rehearsal.network.answer(.submit(parked), accepted("p13"))
    rehearsal.network.answer(.submit(other), accepted("p14"))
    rehearsal.run(for: .milliseconds(20))

    #expect(try rehearsal.standing(other.job) == "running accepted 1")
    #expect(try rehearsal.standing(parked.job) == "uncertain uncertain 1")
    #expect(rehearsal.diary.text.contains("not thirteen"))
  }
}
