import Daemon
import SQLite
import Spool
import Store
import Testing

/// Each of these once took turn after turn without end: a whole core for nothing.
@Suite struct `A daemon that has nothing to do sleeps` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `an empty queue costs a few turns a minute`() throws {
    let turns = rehearsal.run(for: .seconds(10_000))
    #expect(turns < 400 + 10_000 / 60 * 20)
  }

  @Test func `a full queue behind the limit costs no more`() throws {
    for _ in 0..<100 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(5))
    for attempt in rehearsal.network.submissions {
      rehearsal.answer(.submit(attempt), lostOnTheWay)
    }
    let turns = rehearsal.run(for: .seconds(10_000))
    #expect(turns < 400 + 10_000 / 60 * 20)
  }

  @Test func `a job in a hundred years, or in the year 9999, costs no more`() throws {
    try rehearsal.insert(runAfter: rehearsal.clock.wall + .seconds(100 * 365 * 86_400))
    try rehearsal.insert(runAfter: .latest)
    let turns = rehearsal.run(for: .seconds(10_000))
    #expect(turns < 400 + 10_000 / 60 * 20)
  }

  @Test(arguments: ["hand", "behind"])
  func `a pause that only a person ends costs no more`(reason: String) throws {
    try rehearsal.insert()
    try rehearsal.sql("DELETE FROM jobs")
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', '\(reason)')")
    for _ in 0..<10 { try rehearsal.insert() }
    let turns = rehearsal.run(for: .seconds(10_000))
    #expect(rehearsal.network.submissions.isEmpty)
    #expect(turns < 400 + 10_000 / 60 * 20)
  }

  @Test func `writes by others that never stop are looked at, and cost no commit each`() throws {
    let one = try steps(ofWrites: 1)
    let many = try steps(ofWrites: 500)
    let turns = rehearsal.run(for: .seconds(60))

    #expect(one > 0)
    #expect(many < 50 * one, "\(many) steps, and \(one) for a single write")
    #expect(turns < 100)
  }

  /// What SQLite does for the daemon while somebody writes five times a millisecond, and after it.
  private func steps(ofWrites count: Int) throws -> Int {
    let before = rehearsal.store.connection.effort.steps
    for _ in 0..<count {
      try rehearsal.sql(
        "INSERT INTO settings VALUES ('x', '1') ON CONFLICT DO UPDATE SET value = 2")
      rehearsal.run(for: .microseconds(200))
    }
    rehearsal.run(for: .milliseconds(50))
    return rehearsal.store.connection.effort.steps - before
  }
}
