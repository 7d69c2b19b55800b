package import SQLite

/// What may lie in a queue in great numbers without being in anybody's way.
package enum Mass: String, CaseIterable, Sendable {
  case finished
  case queuedOfAnotherModel = "queued of another model"
  case future
  case overTheBudget = "over the budget"

  /// Lays so many rows into a queue, and lets SQLite know how they lie.
  package func lay(
    _ count: Int, into queue: Connection, model: String, other: String
  ) throws(SQLiteError) {
    let columns =
      switch self {
      case .finished: "'completed', NULL, NULL, '2026-03-31 00:00:00.000', NULL, '\(model)'"
      case .queuedOfAnotherModel: "'queued', NULL, NULL, NULL, NULL, '\(other)'"
      case .future: "'queued', '2999-01-01 00:00:00.000', NULL, NULL, NULL, '\(model)'"
      case .overTheBudget: "'queued', NULL, 'budget', NULL, 0.5, '\(other)'"
      }
    if self == .overTheBudget {
      try queue.execute("INSERT INTO budgets (scope, per_day_usd) VALUES ('\(other)', 0)")
    }
    try queue.execute(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO jobs (input, revision, status, run_after, waits_for, finished_at, price_usd, model)
      SELECT '{}', 1, \(columns) FROM n;
      ANALYZE;
      """)
  }
}
