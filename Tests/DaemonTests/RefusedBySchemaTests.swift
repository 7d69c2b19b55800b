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

  @Test func `a result is asked for again, more and more seldom, until it can be recorded`() throws {
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
}
