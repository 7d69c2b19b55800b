import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `A job that fails twice` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  /// Each try fails with the next of `words`.
  private func fail(_ words: [String]) {
    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else { return nil }
      let word = words[min(attempt.number, words.count) - 1]
      return (
        failed("p\(attempt.job).\(attempt.number)", code: 5000, word), after: .milliseconds(1)
      )
    }
  }

  @Test func `with the same error is not tried a third time`() throws {
    fail(["out of memory"])
    let job = try rehearsal.insert(maxAttempts: 9)
    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions.count == 2)
    #expect(try rehearsal.standing(job) == "failed failed 2")
    #expect(try rehearsal.job(job).error == "out of memory")
    let told = try rehearsal.shell.text(
      "SELECT detail FROM events WHERE job_id = ?1 ORDER BY id DESC LIMIT 1", job)
    #expect(told?.contains("the same error twice") == true)
  }

  @Test func `with different errors is tried as often as was authorised, each for money`() throws {
    fail(["a", "b", "a", "b", "a"])
    let job = try rehearsal.insert(maxAttempts: 5)
    rehearsal.run(for: .seconds(1200))

    #expect(try rehearsal.standing(job) == "failed failed 5")
    let told = try rehearsal.shell.prepare(
      "SELECT detail FROM events WHERE job_id = ?1 AND kind = 'retrying' ORDER BY id"
    ).rows(job) { $0.text(0) }
    #expect(told.count == 4)
    #expect(told.allSatisfy { $0.contains("paid anew") })
  }

  @Test func `with the same error, but of another input, is tried again`() throws {
    fail(["out of memory"])
    rehearsal.roll = 0.9
    let job = try rehearsal.insert(maxAttempts: 9)
    rehearsal.run(for: .seconds(1))
    try rehearsal.sql(
      #"UPDATE jobs SET input = '{"image":"https://example.com/smaller.png"}'"#)

    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions.count == 3)
    #expect(try rehearsal.standing(job) == "failed failed 3")
  }

  @Test func `with the same error, but queued again with another input, is tried again`() throws {
    fail(["out of memory"])
    let job = try rehearsal.insert(maxAttempts: 9)
    rehearsal.run(for: .seconds(600))
    #expect(try rehearsal.standing(job) == "failed failed 2")

    try rehearsal.sql(
      #"UPDATE jobs SET input = '{"image":"https://example.com/c.png"}', status = 'queued'"#)
    rehearsal.run(for: .seconds(600))

    #expect(try rehearsal.standing(job) == "failed failed 4")
    let told = try rehearsal.shell.integer(
      "SELECT count(*) FROM events WHERE job_id = ?1 AND kind = 'edited' AND actor = 'sql'", job)
    #expect(told == 1)
  }

  @Test func `with the same error is not tried anew because its priority was edited`() throws {
    fail(["out of memory"])
    rehearsal.roll = 0.9
    let job = try rehearsal.insert(maxAttempts: 9)
    rehearsal.run(for: .seconds(1))
    var edit = JobEdit()
    edit.priority = 5
    let now = rehearsal.clock.wall
    let store = rehearsal.store
    #expect(
      try store.writing { () throws(SQLiteError) in try store.edit(job, edit, at: now) })

    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions.count == 2)
    #expect(try rehearsal.standing(job) == "failed failed 2")
  }

  @Test func `with the same error is not tried anew because the daemon respelled its input`() throws
  {
    fail(["out of memory"])
    rehearsal.roll = 0.9
    let job = try rehearsal.insert(maxAttempts: 9)
    rehearsal.run(for: .seconds(1))
    let store = rehearsal.store
    let old = try #require(try store.work(job)?.input)
    let now = rehearsal.clock.wall
    #expect(
      try store.writing { () throws(SQLiteError) in
        try store.rewriteInput(of: job, from: old, to: old + " ", because: "x", at: now)
      })

    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions.count == 2)
    #expect(try rehearsal.standing(job) == "failed failed 2")
  }
}
