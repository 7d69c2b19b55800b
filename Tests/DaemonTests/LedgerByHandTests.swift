import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

/// The sums behind a budget are kept in memory; what people do to the ledger must reach them.
@Suite struct `What people do to the ledger counts with the next submission` {
  let rehearsal: Rehearsal
  private let film = "wavespeed-ai/open-video/image-to-video"

  init() throws {
    rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 100)
    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else { return nil }
      return (accepted("p\(attempt.job)-\(attempt.number)"), after: .milliseconds(1))
    }
  }

  /// Ten cents each.
  private func insert() throws -> JobID {
    try rehearsal.insert(
      film, #"{"image":"https://example.com/a.png","prompt":"a","duration":5}"#)
  }

  private var paid: [JobID] { rehearsal.network.submissions.map(\.job) }

  private func budget(_ total: String, since: String = "2026-01-01 00:00:00.000") throws {
    try rehearsal.sql(
      """
      INSERT INTO budgets (scope, total_usd, total_since) VALUES ('', \(total), '\(since)')
      """)
  }

  @Test(arguments: [
    "UPDATE attempts SET refunded = 1", "UPDATE attempts SET price_usd = 0.05",
    "UPDATE attempts SET sent_at = '2025-01-01 00:00:00.000'",
    "UPDATE attempts SET outcome = 'rejected'",
    "UPDATE attempts SET outcome = 'given_up'; DELETE FROM attempts",
  ])
  func `where it makes room`(_ deed: String) throws {
    try budget("0.15")
    let first = try insert()
    let second = try insert()
    rehearsal.run(for: .seconds(1))
    #expect(paid == [first])

    try rehearsal.sql(deed)
    rehearsal.run(for: .seconds(1))
    #expect(paid == [first, second])
  }

  @Test(arguments: [
    "UPDATE attempts SET price_usd = 0.15",
    """
    INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at, price_usd)
      VALUES (999, 1, 'a/b', 1, 'given_up', '2026-03-01 00:00:00.000', 0.05)
    """,
  ])
  func `where it takes room`(_ deed: String) throws {
    try budget("0.20")
    let first = try insert()
    rehearsal.run(for: .seconds(1))
    try rehearsal.sql(deed)
    _ = try insert()
    rehearsal.run(for: .seconds(1))

    #expect(paid == [first])
  }

  @Test func `and so does a budget that is moved, or begins anew`() throws {
    try budget("0.10")
    let first = try insert()
    let second = try insert()
    rehearsal.run(for: .seconds(1))
    #expect(paid == [first])

    try rehearsal.sql("UPDATE budgets SET total_since = '\(rehearsal.clock.wall.sqlText)'")
    rehearsal.run(for: .seconds(1))
    #expect(paid == [first, second])
  }

  @Test func `and a total goes on counting from day to day`() throws {
    try budget("0.25")
    let first = try insert()
    rehearsal.run(for: .seconds(86_400))
    let second = try insert()
    rehearsal.run(for: .seconds(86_400))
    _ = try insert()
    rehearsal.run(for: .seconds(86_400))

    #expect(paid == [first, second])
  }

  @Test func `and a crash changes nothing of it`() throws {
    try budget("0.25")
    let jobs = try (0..<3).map { _ in try insert() }
    rehearsal.run(for: .seconds(1))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(1))

    #expect(paid == Array(jobs[..<2]))
  }

  @Test func `and what was refused to be taken gives its money to the next`() throws {
    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else { return nil }
      return (
        attempt.job == JobID(1) ? replied(422) : accepted("p\(attempt.job)"),
        after: .milliseconds(1)
      )
    }
    try budget("0.10")
    let first = try insert()
    let second = try insert()
    let third = try insert()
    rehearsal.run(for: .seconds(5))

    #expect(paid == [first, second])
    #expect(try rehearsal.job(third).waitsFor == .budget)
  }
}
