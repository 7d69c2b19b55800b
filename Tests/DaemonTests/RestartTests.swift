import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `A daemon that died leaves nothing lost and nothing paid twice` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `what was being submitted is uncertain, holds its slot and is not sent again`() throws
  {
    let attempt = try rehearsal.submitted()
    try rehearsal.insert()
    try rehearsal.insert()
    rehearsal.run(for: .milliseconds(20))

    try rehearsal.restart()
    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions.count == 2)
    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(
      try rehearsal.events(attempt.job) == ["enqueued", "submitting", "uncertain"])
    #expect(
      try rehearsal.shell.text("SELECT detail FROM events WHERE kind = 'uncertain'")?
        .contains("daemon stopped") == true)
  }

  @Test func `what was running is asked after again, and its end is recorded`() throws {
    let attempt = try rehearsal.running()
    rehearsal.run(for: .seconds(10))
    try rehearsal.restart()
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(10))
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `what has been running for long is asked after at once, not after another wait`()
    throws
  {
    _ = try rehearsal.running()
    rehearsal.network.script = { _ in (predicted("p1", "processing"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(1000))
    let polls = rehearsal.network.polls.count

    try rehearsal.restart()
    rehearsal.run(for: .seconds(2))

    #expect(rehearsal.network.polls.count == polls + 1)
  }

  @Test func `an answer that was not on disk is lost with the daemon, never guessed`() throws {
    let attempt = try rehearsal.submitted()
    try rehearsal.sql("BEGIN IMMEDIATE")
    rehearsal.answer(.submit(attempt), accepted("p1"))
    try rehearsal.sql("COMMIT")

    try rehearsal.restart()

    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
  }

  @Test func `cancelled while submitting, then the daemon died: uncertain, but cancelled`() throws {
    let attempt = try rehearsal.submitted()
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled'")
    try rehearsal.restart()
    #expect(try rehearsal.standing(attempt.job) == "cancelled uncertain 1")
    #expect(
      try rehearsal.events(attempt.job) == ["enqueued", "submitting", "cancelled", "uncertain"])
  }

  @Test func `cancelled while running, then the daemon died: still followed to its end`() throws {
    let attempt = try rehearsal.running()
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled'")
    try rehearsal.restart()
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(10))
    #expect(try rehearsal.standing(attempt.job) == "cancelled completed 1")
  }

  @Test func `restarting ten times makes one uncertainty of one, and tells it once`() throws {
    let attempt = try rehearsal.submitted()
    for _ in 0..<10 { try rehearsal.restart() }
    #expect(
      try rehearsal.events(attempt.job) == ["enqueued", "submitting", "uncertain"])
    #expect(try rehearsal.count("SELECT epoch FROM daemon") == 12)
  }

  @Test func `slots of an earlier life count in the limits`() throws {
    try rehearsal.limit(inFlight: 3)
    for _ in 0..<5 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(20))
    rehearsal.answer(.submit(rehearsal.network.submissions[0]), accepted("p1"))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(5))
    #expect(rehearsal.network.submissions.count == 3)
  }

  private func leaveTenThousandRunning() throws {
    try rehearsal.limit(inFlight: nil)
    try rehearsal.sql(
      """
      BEGIN;
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
      INSERT INTO jobs (model, input, status, attempts, prediction_id, revision, actor)
        SELECT 'wavespeed/kissing-pro', '{}', 'running', 1, 'p' || i, 1, 'daemon' FROM n;
      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at, accepted_at)
        SELECT id, 1, model, 1, 'accepted', prediction_id, '2026-03-31 23:00:00.000',
               '2026-03-31 23:00:00.000' FROM jobs;
      COMMIT
      """)
  }

  @Test func `ten thousand running predictions are all asked after, within the limit`() throws {
    try leaveTenThousandRunning()
    try rehearsal.sql("UPDATE limits SET polls_per_second = 100")
    rehearsal.network.script = { sent in
      guard case .poll(let attempt) = sent.exchange else { return nil }
      return (completed("p\(attempt.job)"), after: .milliseconds(40))
    }
    try rehearsal.restart()

    // 10,000 polls at 100 in each 1.04 seconds.
    let turns = rehearsal.run(for: .seconds(150))

    #expect(try rehearsal.count("SELECT count(*) FROM jobs WHERE status = 'completed'") == 10_000)
    #expect(rehearsal.network.polls.count == 10_000)
    #expect(turns < 15_000)
  }

  @Test func `ten thousand that are due at once leave turn by turn: none waits for the last`()
    throws
  {
    try leaveTenThousandRunning()
    try rehearsal.restart()
    rehearsal.run(for: .seconds(1))

    // Each turn is at a moment of its own, but for the first two.
    let byTurn = Dictionary(grouping: rehearsal.network.sent, by: \.at)
    #expect(rehearsal.network.polls.count == 10_000)
    #expect(byTurn.values.allSatisfy { $0.count <= 400 })
  }
}
