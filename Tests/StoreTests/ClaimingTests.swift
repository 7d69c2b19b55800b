import SQLite
import Spool
import Store
import Testing

@Suite struct `Claiming costs the same whatever lies in the way` {
  let queue: Queue

  init() throws {
    queue = try Queue()
  }

  /// How SQLite would find the rows: which indexes it searches, and what it must sort or scan.
  private func plan(_ query: String) throws -> String {
    try queue.shell.prepare("EXPLAIN QUERY PLAN " + query).rows { $0.text(3) }
      .joined(separator: "\n")
  }

  @Test func `the first of a model's line, then priority, then id`() throws {
    let low = try queue.insert(priority: -1)
    let first = try queue.insert()
    let second = try queue.insert()
    let high = try queue.insert(priority: 5)
    let line = try queue.store.ready(ModelName("test/film"), count: 10)
    #expect(line.map(\.id) == [high, first, second, low])
    #expect(try queue.store.ready(ModelName("test/film"), count: 2).map(\.id) == [high, first])
  }

  @Test func `only models with a job whose turn has come are named`() throws {
    #expect(try queue.store.readyModels() == [])
    _ = try queue.insert(1, "test/other")
    #expect(try queue.store.readyModels() == [ModelName("test/other")])
    _ = try queue.insert()
    try queue.shell.execute("UPDATE jobs SET run_after = '2999-01-01' WHERE model = 'test/film'")
    #expect(try queue.store.readyModels() == [ModelName("test/other")])
  }

  @Test func `a hundred thousand jobs of a full model ahead: one search each, no scan, no sort`()
    throws
  {
    _ = try queue.insert(100_000, priority: 9)
    let other = try queue.insert(1, "test/other")
    try queue.shell.execute("ANALYZE")

    #expect(
      try queue.store.readyModels() == [ModelName("test/film"), ModelName("test/other")])
    #expect(try queue.store.ready(ModelName("test/other"), count: 200).map(\.id) == [other])

    let line = try plan(
      """
      SELECT id, priority FROM jobs INDEXED BY jobs_ready
      WHERE model = 'test/other' AND status = 'queued'
      AND run_after IS NULL AND waits_for IS NULL ORDER BY priority DESC, id LIMIT 200
      """)
    #expect(line == "SEARCH jobs USING INDEX jobs_ready (model=?)")
    let models = try plan(
      """
      SELECT min(model) FROM jobs INDEXED BY jobs_ready
      WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL AND model > 'a'
      """)
    #expect(models == "SEARCH jobs USING INDEX jobs_ready (model>?)")
    let due = try plan(
      """
      SELECT id FROM jobs WHERE status = 'queued' AND run_after IS NOT NULL AND run_after <= 'x'
      ORDER BY run_after LIMIT 200
      """)
    #expect(due == "SEARCH jobs USING INDEX jobs_due (run_after>? AND run_after<?)")
  }

  @Test func `what has come due is put into line, the rest waits`() throws {
    for hours in 1...4 {
      let id = try queue.insert()
      let due = Timestamp.test + .seconds(hours * 3600)
      try queue.shell.prepare("UPDATE jobs SET run_after = ?2 WHERE id = ?1").run(id, due)
    }
    let next = try queue.store.writing { () throws(SQLiteError) in
      try queue.store.admit(try queue.store.due(at: .test + .seconds(2 * 3600), atMost: 10))
      return try queue.store.nextDue()
    }
    #expect(next == .test + .seconds(3 * 3600))
    #expect(try queue.store.ready(ModelName("test/film"), count: 10).count == 2)
    #expect(try queue.shell.integer("SELECT count(*) FROM events WHERE kind = 'edited'") == 4)
  }
}
