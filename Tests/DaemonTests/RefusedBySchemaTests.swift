import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

/// People may add triggers of their own, and rows may hold what no step of ours can be written to.
@Suite struct `What the database refuses to record` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 100)
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(1))
      case .poll(let attempt): (completed("p\(attempt.job)"), after: .milliseconds(1))
      default: nil
      }
    }
  }

  private func refuse(_ change: String, of job: JobID) throws {
    try rehearsal.sql(
      """
      CREATE TRIGGER somebodys_own BEFORE UPDATE OF \(change) ON jobs
        WHEN OLD.id = \(job) AND NEW.actor = 'daemon'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END
      """)
  }

  @Test func `a result is asked for again, more and more seldom, until it can be recorded`() throws
  {
    let job = try rehearsal.insert()
    try refuse("outputs", of: job)
    rehearsal.run(for: .seconds(600))

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect((5...60).contains(rehearsal.network.polls.count))
    try rehearsal.sql("DROP TRIGGER somebodys_own")
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.standing(job) == "completed completed 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `what was paid for is named, and found again once it can be recorded`() throws {
    let job = try rehearsal.insert()
    try rehearsal.sql(
      """
      CREATE TRIGGER somebodys_own BEFORE UPDATE OF prediction_id ON jobs
        WHEN NEW.prediction_id IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'not this one'); END
      """)
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.standing(job) == "uncertain uncertain 1")
    #expect(try rehearsal.shell.text("SELECT prediction_id FROM orphans") == "p\(job)")
    let told = try rehearsal.shell.text("SELECT detail FROM events WHERE kind = 'uncertain'") ?? ""
    #expect(told.contains("p\(job), which could not be recorded"))
  }

  @Test func `what was paid for of a job that is gone is somebody's to look at`() throws {
    rehearsal.network.script = { _ in nil }
    let attempt = try rehearsal.submitted()
    try rehearsal.sql(
      """
      DROP TRIGGER jobs_in_flight_are_not_deleted; DROP TRIGGER attempts_in_flight_are_not_deleted;
      DELETE FROM attempts; DELETE FROM jobs
      """)
    rehearsal.answer(.submit(attempt), accepted("p9"))

    #expect(try rehearsal.shell.text("SELECT prediction_id FROM orphans") == "p9")
  }

  @Test func `a job that cannot be put into line keeps nobody else from it`() throws {
    let due = rehearsal.clock.wall + .seconds(5)
    let stuck = try rehearsal.insert(runAfter: due)
    let other = try rehearsal.insert(runAfter: due)
    try refuse("run_after", of: stuck)
    let turns = rehearsal.run(for: .seconds(300))

    #expect(try rehearsal.standing(other) == "completed completed 1")
    #expect(try rehearsal.standing(stuck) == "queued - 0")
    #expect(turns < 1_000)
    try rehearsal.sql("DROP TRIGGER somebodys_own; INSERT INTO settings VALUES ('x', '1')")
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.standing(stuck) == "completed completed 1")
  }

  @Test func `a job that cannot be made to wait for money keeps nobody else from it`() throws {
    try rehearsal.sql("INSERT INTO budgets (scope, per_day_usd) VALUES ('', 0)")
    let stuck = try rehearsal.insert("vidu/image-to-video-2.0")
    let other = try rehearsal.insert("vidu/image-to-video-2.0")
    try refuse("waits_for", of: stuck)
    let turns = rehearsal.run(for: .seconds(60))

    #expect(try rehearsal.job(other).waitsFor != nil)
    #expect(try rehearsal.job(stuck).waitsFor == nil)
    #expect(turns < 1_000)
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `a job that cannot be let back into line keeps nobody else from it`() throws {
    try rehearsal.sql("INSERT INTO budgets (scope, per_day_usd) VALUES ('', 0)")
    let stuck = try rehearsal.insert("vidu/image-to-video-2.0")
    let other = try rehearsal.insert("vidu/image-to-video-2.0")
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.job(other).waitsFor != nil)
    try refuse("waits_for", of: stuck)
    try rehearsal.sql("DELETE FROM budgets")
    let turns = rehearsal.run(for: .seconds(600))

    #expect(try rehearsal.standing(other) == "completed completed 1")
    #expect(try rehearsal.job(stuck).waitsFor != nil)
    #expect(turns < 1_000)
  }

  @Test func `an output whose saving cannot be recorded is not fetched without end`() throws {
    let film = aFilm(1012)
    rehearsal.files.onFetch = { _ in (film, whole(film)) }
    let job = try rehearsal.insert()
    try rehearsal.sql(
      """
      CREATE TRIGGER somebodys_own BEFORE UPDATE OF status ON outputs
      BEGIN SELECT RAISE(ABORT, 'not yet'); END
      """)
    let turns = rehearsal.run(for: .seconds(600))

    #expect(try rehearsal.standing(job) == "completed completed 1")
    #expect(turns < 1_000)
    #expect(!rehearsal.outlook.hasUnrecorded)
    #expect((1...20).contains(rehearsal.files.asked.count))
    try rehearsal.sql("DROP TRIGGER somebodys_own")
    rehearsal.run(for: .seconds(700))
    #expect(try rehearsal.count("SELECT count(*) FROM outputs WHERE status = 'saved'") == 1)
  }
}
