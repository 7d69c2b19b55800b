package import SQLite
package import Spool

// What needs a person, as far as the database knows.

/// A job whose submission got no answer, and whose prediction no search can settle.
package struct UndecidedJob: Equatable, Sendable {
  package let id: JobID
  package let why: String
}

/// Outputs that are still with the API alone.
package struct UnsavedOutputs: Equatable, Sendable {
  package let outputs: Int
  package let firstJob: JobID?
  package let firstExpiry: Timestamp?
}

extension Store {
  package func undecidedJobs() throws(SQLiteError) -> [UndecidedJob] {
    try sql(
      """
      SELECT job_id, needs_person FROM attempts
      WHERE outcome = 'uncertain' AND needs_person IS NOT NULL
      ORDER BY job_id, number
      """
    ).rows { UndecidedJob(id: $0.jobID(0), why: $0.text(1)) }
  }

  /// Those that the API forgets before `moment`.
  package func unsavedOutputs(expiringBefore moment: Timestamp) throws(SQLiteError)
    -> UnsavedOutputs
  {
    try sql(
      """
      SELECT count(*), job_id, min(expires_at) FROM outputs
      WHERE status = 'pending' AND expires_at < :moment
      """
    ).first(moment) { row throws(SQLiteError) in
      UnsavedOutputs(
        outputs: row.int(0), firstJob: row.optionalInt64(1).map { JobID($0) },
        firstExpiry: row.optionalTime(2))
    } ?? UnsavedOutputs(outputs: 0, firstJob: nil, firstExpiry: nil)
  }

  /// Outputs that could not be saved, and are not tried again.
  package func failedOutputs() throws(SQLiteError) -> UnsavedOutputs {
    try sql("SELECT count(*), min(job_id) FROM outputs WHERE status = 'failed'")
      .first { row throws(SQLiteError) in
        UnsavedOutputs(
          outputs: row.int(0), firstJob: row.optionalInt64(1).map { JobID($0) }, firstExpiry: nil)
      } ?? UnsavedOutputs(outputs: 0, firstJob: nil, firstExpiry: nil)
  }

  /// Whether there is anything that only a daemon can move.
  package func hasWork() throws(SQLiteError) -> Bool {
    try sql(
      """
      SELECT EXISTS (SELECT 1 FROM jobs
                     WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL)
        OR EXISTS (SELECT 1 FROM jobs WHERE status = 'queued' AND run_after IS NOT NULL)
        OR EXISTS (SELECT 1 FROM jobs WHERE status = 'queued' AND waits_for IS NOT NULL)
        OR EXISTS (SELECT 1 FROM attempts
                   WHERE outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted')
        OR EXISTS (SELECT 1 FROM outputs WHERE status = 'pending')
      """
    ).first { $0.bool(0) } ?? false
  }
}
