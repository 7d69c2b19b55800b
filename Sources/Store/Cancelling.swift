package import SQLite
package import Spool

// Cancelling and queuing again. What they mean is the work of the schema's triggers, so that the
// shell, the command line and the daemon cannot disagree; here they are only asked for.

/// A job that a selection has found.
package struct SelectedJob: Equatable, Sendable {
  package let id: JobID
  package let status: Status
}

extension Store {
  /// All jobs that match, lowest id first. The filter names statuses: nobody acts on all jobs.
  package func select(_ filter: JobFilter) throws(SQLiteError) -> [SelectedJob] {
    try sql(
      """
      SELECT id, status FROM jobs
      WHERE id IN (
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status = 'queued' AND run_after IS NULL
            AND waits_for IS NULL
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status = 'queued' AND waits_for IS NOT NULL
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status = 'queued' AND run_after IS NOT NULL
            AND waits_for IS NULL
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status IN ('submitting', 'uncertain', 'running')
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status IN ('completed', 'failed', 'cancelled'))
        AND (:model IS NULL OR model = :model)
        AND (:since IS NULL OR created_at >= :since)
        AND (:tag IS NULL OR (tags <> '[]' AND
             EXISTS (SELECT 1 FROM json_each(jobs.tags) WHERE value = :tag)))
      ORDER BY id
      """
    ).rows(filter.statusWords ?? "[]", filter.model, filter.since, filter.tag) { row in
      SelectedJob(id: row.jobID(0), status: Status(rawValue: row.text(1)) ?? .queued)
    }
  }

  /// False when the job has ended, or is gone.
  package func cancel(_ job: JobID) throws(SQLiteError) -> Bool {
    try sql(
      """
      UPDATE jobs SET status = 'cancelled', revision = revision + 1, actor = 'cli'
      WHERE id = :id AND status IN ('queued', 'submitting', 'uncertain', 'running')
      """
    ).run(job)
    return connection.changes == 1
  }

  /// False when the job has neither failed nor been cancelled. Where it goes instead of `queued`,
  /// when its newest prediction is taken up again, is the schema's to say.
  package func queueAgain(_ job: JobID) throws(SQLiteError) -> Bool {
    try sql(
      """
      UPDATE jobs SET status = 'queued', revision = revision + 1, actor = 'cli'
      WHERE id = :id AND status IN ('failed', 'cancelled')
      """
    ).run(job)
    return connection.changes == 1
  }
}
