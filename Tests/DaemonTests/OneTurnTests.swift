import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

/// A turn's transaction holds the lock that others write by: it takes on so much and no more.
@Suite struct `One turn does so much and no more` {
  private let film = "wavespeed-ai/open-video/image-to-video"

  /// The most that any one turn does while all of it is worked off.
  private func dearest(
    _ rehearsal: Rehearsal, _ body: (Rehearsal) throws -> Void = { _ in }
  ) throws -> Int {
    rehearsal.dearest = 0
    try body(rehearsal)
    rehearsal.run(for: .seconds(5))
    return rehearsal.dearest ?? 0
  }

  private func expectBounded(_ measure: (_ count: Int) throws -> Int) throws {
    let few = try measure(1_000)
    let many = try measure(8_000)
    #expect(few > 0)
    #expect(Double(many) <= 1.2 * Double(few), "\(many) steps, \(few) among few")
  }

  private func lay(_ count: Int, _ waitsFor: String, into rehearsal: Rehearsal) throws {
    try rehearsal.sql(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO jobs (model, input, revision, waits_for)
      SELECT '\(film)', '{"image":"https://example.com/a.png","prompt":"' || i || '"}', 1,
             \(waitsFor) FROM n
      """)
  }

  @Test func `when thousands of jobs are cancelled with one statement`() throws {
    try expectBounded { count in
      let rehearsal = try Rehearsal()
      try rehearsal.limit(inFlight: 0)
      try lay(count, "NULL", into: rehearsal)
      rehearsal.run(for: .seconds(10))
      try rehearsal.sql("UPDATE jobs SET status = 'cancelled'")
      let most = try dearest(rehearsal)
      #expect(rehearsal.network.submissions.isEmpty)
      return most
    }
  }

  @Test func `and an attempt that was settled by hand gives its slot back all the same`() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 1)
    let lost = try rehearsal.submitted()
    rehearsal.answer(.submit(lost), lostOnTheWay)
    try lay(1_000, "NULL", into: rehearsal)
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled' WHERE status = 'queued'")
    try rehearsal.settle(lost.job, .giveUp)
    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(10))

    #expect(rehearsal.network.submissions == [lost, AttemptID(next, 1)])
  }

  @Test func `when unknown prices may be paid from now on, and each has its turn`() throws {
    try expectBounded { count in
      let rehearsal = try Rehearsal()
      try rehearsal.limit(inFlight: 0)
      try lay(count, "'unknown_price'", into: rehearsal)
      rehearsal.run(for: .seconds(10))
      try rehearsal.sql("INSERT INTO settings VALUES ('unknown_price', 'allow')")
      let most = try dearest(rehearsal)
      #expect(
        try rehearsal.count("SELECT count(*) FROM jobs WHERE waits_for IS NOT NULL") == 0)
      return most
    }
  }

  @Test func `when a daemon starts that had asked for prices`() throws {
    try expectBounded { count in
      let rehearsal = try Rehearsal()
      try rehearsal.limit(inFlight: 0)
      try lay(count, "'quote'", into: rehearsal)
      let most = try dearest(rehearsal) { try $0.restart() }
      #expect(
        try rehearsal.count("SELECT count(*) FROM jobs WHERE waits_for IS NOT NULL") == 0)
      return most
    }
  }

  /// A rehearsal with budgets, and so long a ledger to add up.
  private func budgeted(_ count: Int) throws -> Rehearsal {
    let rehearsal = try Rehearsal()
    try rehearsal.sql(
      """
      INSERT INTO budgets (scope, per_day_usd, total_usd, total_since) VALUES
        ('', 1000000, 1000000, '2020-01-01 00:00:00.000'),
        ('\(film)', 1000000, 1000000, '2020-01-01 00:00:00.000');
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at, price_usd)
      SELECT 1000000 + i, 1, '\(film)', 1, 'given_up',
             strftime('%Y-%m-%d %H:%M:%f', '2026-03-01', '+' || i || ' seconds'), 0.1 FROM n
      """)
    rehearsal.run(for: .seconds(10))
    return rehearsal
  }

  @Test func `when somebody writes under a total budget, however long the ledger is`() throws {
    try expectBounded { count in
      let rehearsal = try budgeted(count)
      try rehearsal.sql("INSERT INTO settings VALUES ('x', '1')")
      return try dearest(rehearsal)
    }
  }

  @Test func `when what ended long ago is removed, with its part of the ledger written anew`()
    throws
  {
    try expectBounded { count in
      let rehearsal = try budgeted(count)
      try rehearsal.sql(
        """
        INSERT INTO jobs (model, input, status, revision, actor, finished_at)
        VALUES ('\(film)', '{}', 'failed', 1, 'daemon', '2020-01-01 00:00:00.000');
        INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at, price_usd)
        SELECT id, 1, model, 1, 'failed', '2020-01-01 00:00:00.000', 0.1 FROM jobs;
        """)
      rehearsal.run(for: .seconds(10))
      rehearsal.dearest = 0
      rehearsal.run(for: .seconds(3700))
      #expect(try rehearsal.count("SELECT count(*) FROM jobs") == 0)
      return rehearsal.dearest ?? 0
    }
  }
}
