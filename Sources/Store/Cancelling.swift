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
      composedOf: [
        "SELECT jobs.id, status FROM jobs WHERE", JobFilter.conditions,
        "AND jobs.id IN (", JobFilter.idsByStatus, ") ORDER BY jobs.id",
      ]
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
