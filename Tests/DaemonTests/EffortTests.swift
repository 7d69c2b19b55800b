import Daemon
import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `A job among many` {
  // What waits for money is looked at again when a daemon starts, so it is in somebody's way.
  @Test(arguments: [Mass.finished, .queuedOfAnotherModel, .future])
  func `costs the daemon what it costs among few, from its start to the job's end`(
    mass: Mass
  ) throws {
    let few = try costs(among: 1_000, mass)
    let many = try costs(among: 100_000, mass)

    for (step, before) in few {
      let after = try #require(many[step])
      #expect(before.steps > 0 && after.steps > 0, "\(step): nothing was measured")
      #expect(
        Double(after.steps) <= 1.2 * Double(before.steps),
        "\(step): \(after.steps) steps, \(before.steps) before")
    }
  }

  /// Their servers may be slow for hours, and jobs go on ending.
  @Test func `costs no more where many outputs wait to be saved`() throws {
    let few = try costOfAnEnd(amongOutputs: 1_000)
    let many = try costOfAnEnd(amongOutputs: 20_000)

    #expect(few > 0)
    #expect(Double(many) <= 1.2 * Double(few), "\(many) steps, \(few) before")
  }

  private func costOfAnEnd(amongOutputs count: Int) throws -> Int64 {
    let rehearsal = try Rehearsal()
    try rehearsal.sql(
      """
      INSERT INTO settings (key, value) VALUES ('nsfw', 'skip');
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO outputs (job_id, position, url, nsfw, expires_at)
        SELECT 1000000 + i, 0, 'https://cdn.test/' || i, 0, '2026-04-09 12:00:00.000' FROM n;
      """)
    try rehearsal.restart()
    let attempt = try rehearsal.running("p")
    rehearsal.run(for: .seconds(30))
    let before = rehearsal.store.connection.effort
    rehearsal.answer(.poll(attempt), completed("p"))
    let effort = rehearsal.store.connection.effort - before
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    return Int64(effort.steps)
  }

  /// What SQLite does for a start, for a job's whole life and for an idle minute.
  private func costs(among count: Int, _ mass: Mass) throws -> [String: Effort] {
    let rehearsal = try Rehearsal()
    let saturated = "video-effects/live-memory"
    try rehearsal.limit(saturated, inFlight: 0)
    try rehearsal.sql("INSERT INTO settings (key, value) VALUES ('keep_completed', 'forever')")
    try mass.lay(
      count, into: rehearsal.shell, model: "wavespeed/kissing-pro", other: saturated)
    try rehearsal.restart()
    var costs = ["the start": rehearsal.store.connection.effort]

    func cost(of step: String, _ body: () throws -> Void) rethrows {
      let before = rehearsal.store.connection.effort
      try body()
      costs[step] = rehearsal.store.connection.effort - before
    }
    try cost(of: "a job") {
      let attempt = try rehearsal.running("p")
      rehearsal.run(for: .seconds(30))
      rehearsal.answer(.poll(attempt), completed("p"))
      #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    }
    cost(of: "an idle minute") { rehearsal.run(for: .seconds(61)) }
    return costs
  }
}
