package import SQLite
import Spool

// What somebody who watches the queue sees first: what moves, what comes next, what has just ended.
// Each costs what it returns, however much there is besides.

extension Store {
  /// Jobs that are being submitted or run, or whose submission got no answer.
  package func movingJobs(atMost count: Int) throws(SQLiteError) -> [JobRow] {
    try sql(
      """
      SELECT * FROM jobs
      WHERE status = 'submitting' OR status = 'uncertain' OR status = 'running'
      ORDER BY id LIMIT :count
      """
    ).rows(count) { JobRow($0) }
  }

  /// Queued jobs whose time has come, in the order of their turn.
  package func nextJobs(atMost count: Int) throws(SQLiteError) -> [JobRow] {
    var ready: [ReadyJob] = []
    for model in try readyModels() { ready += try self.ready(model, count: count) }
    ready.sort { $0.comes(before: $1) }
    return try jobs(ready.prefix(count).map(\.id))
  }

  /// Queued jobs that are passed over, and those whose time is yet to come.
  package func laterJobs(atMost count: Int) throws(SQLiteError) -> [JobRow] {
    let waiting = try sql(
      """
      SELECT * FROM jobs WHERE status = 'queued' AND waits_for IS NOT NULL
      ORDER BY waits_for, priority DESC, id LIMIT :count
      """
    ).rows(count) { JobRow($0) }
    let due = try sql(
      """
      SELECT * FROM jobs WHERE status = 'queued' AND run_after IS NOT NULL AND waits_for IS NULL
      ORDER BY run_after LIMIT :count
      """
    ).rows(count) { JobRow($0) }
    return Array((waiting + due).prefix(count))
  }

  /// The jobs that ended last, the newest first.
  package func endedJobs(atMost count: Int) throws(SQLiteError) -> [JobRow] {
    try sql(
      """
      SELECT * FROM jobs WHERE id IN (
          SELECT id FROM (SELECT id FROM jobs WHERE status = 'completed'
            ORDER BY finished_at DESC LIMIT :count)
          UNION ALL
          SELECT id FROM (SELECT id FROM jobs WHERE status = 'failed'
            ORDER BY finished_at DESC LIMIT :count)
          UNION ALL
          SELECT id FROM (SELECT id FROM jobs WHERE status = 'cancelled'
            ORDER BY finished_at DESC LIMIT :count))
      ORDER BY finished_at DESC, id DESC LIMIT :count
      """
    ).rows(count) { JobRow($0) }
  }
}
