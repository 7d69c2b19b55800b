package import SQLite
package import Spool

/// What keeps a queue from being idle.
package struct Leftover: Equatable, Sendable {
  package let job: JobID
  package let status: Status
  package let runAfter: Timestamp?

  /// Whether it waits for another try of the daemon's own, and not for a time that somebody set.
  package let isRetry: Bool

  /// Whether it has ended, and only its output is not on the disk.
  package var isUnsaved = false
}

extension Store {
  /// The jobs that have not ended, lowest id first, at most `count` of them.
  package func leftovers(atMost count: Int) throws(SQLiteError) -> [Leftover] {
    try sql(
      """
      SELECT id, status, run_after, coalesce(run_after = retry_at, 0) FROM jobs
      WHERE status IN ('queued', 'submitting', 'uncertain', 'running')
      ORDER BY id LIMIT :count
      """
    ).rows(count) { row throws(SQLiteError) in
      Leftover(
        job: row.jobID(0), status: Status(rawValue: row.text(1)) ?? .queued,
        runAfter: row.optionalTime(2), isRetry: row.bool(3))
    }
  }

  /// Whether a job waits for another try of the daemon's own.
  package func hasRetriesToCome() throws(SQLiteError) -> Bool {
    try sql(
      """
      SELECT EXISTS (SELECT 1 FROM jobs
                     WHERE status = 'queued' AND run_after IS NOT NULL AND run_after = retry_at)
      """
    ).first { $0.bool(0) } ?? false
  }
}

extension Store {
  /// The jobs whose outputs are still to be saved, lowest id first, at most `count` of them.
  package func unsaved(atMost count: Int) throws(SQLiteError) -> [Leftover] {
    try sql(
      """
      SELECT DISTINCT jobs.id, jobs.status FROM outputs JOIN jobs ON jobs.id = outputs.job_id
      WHERE outputs.status = 'pending' ORDER BY jobs.id LIMIT :count
      """
    ).rows(count) { row throws(SQLiteError) in
      Leftover(
        job: row.jobID(0), status: Status(rawValue: row.text(1)) ?? .completed, runAfter: nil,
        isRetry: false, isUnsaved: true)
    }
  }
}
