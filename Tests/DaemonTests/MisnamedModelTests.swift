import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `A slot is given back to the model that took it` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `a model kept under another name than its own ends its jobs, not the daemon`() throws {
    // As in a database whose rules somebody has switched off.
    try rehearsal.sql("PRAGMA ignore_check_constraints = ON")
    try rehearsal.sql(
      """
      INSERT INTO models SELECT 'my/alias', item, 'added', added_at FROM models
      WHERE name = 'wavespeed/kissing-pro'
      """)
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    let job = try rehearsal.insert("my/alias")
    let other = try rehearsal.insert()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(job) == "failed - 0")
    #expect(
      try rehearsal.job(job).error == "there is no usable model my/alias: its model_id is "
        + #""wavespeed/kissing-pro", and not the name "my/alias" that it is kept under"#)
    #expect(try rehearsal.standing(other) == "completed completed 1")
  }

  @Test func `a job whose model is rewritten under way ends like any other`() throws {
    try rehearsal.limit("wavespeed/kissing-pro", inFlight: 1)
    let attempt = try rehearsal.running("p1")
    try rehearsal.sql(
      """
      UPDATE jobs SET model = 'video-effects/live-memory', revision = revision + 1, actor = 'cli'
      WHERE id = \(attempt.job)
      """)
    let next = try rehearsal.insert()
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(rehearsal.network.submissions.last?.job == next)
  }
}
