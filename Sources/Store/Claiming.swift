package import SQLite
package import Spool

/// The first in a model's line.
package struct ReadyJob: Equatable, Sendable {
  package let id: JobID
  package let priority: Int64

  /// Higher priority first; within it, the lowest id.
  package func comes(before other: ReadyJob) -> Bool {
    priority != other.priority ? priority > other.priority : id < other.id
  }
}

/// What is needed to check a job and to send it.
package struct Work: Equatable, Sendable {
  package let model: ModelName

  /// Byte for byte; nil where it is no UTF-8, and so no JSON.
  package let input: String?
  package let maxPrice: Money?

  /// The number that its next attempt will have.
  package let nextNumber: Int
}

extension Store {
  /// The models that have a job whose turn may have come.
  ///
  /// It leaps from model to model through the index, so it costs the same with ten queued jobs of a
  /// model or a million. The index is named: once SQLite knows how the rows lie, it may take that of
  /// the models for the shorter one, and walk through all that is no longer queued.
  package func readyModels() throws(SQLiteError) -> [ModelName] {
    try sql(
      """
      WITH RECURSIVE ready (model) AS (
        SELECT min(model) FROM jobs INDEXED BY jobs_ready
        WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL
        UNION ALL
        SELECT (SELECT min(model) FROM jobs INDEXED BY jobs_ready
                WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL
                  AND model > ready.model)
        FROM ready WHERE ready.model IS NOT NULL)
      SELECT model FROM ready WHERE model IS NOT NULL
      """
    ).rows { $0.model(0) }
  }

  /// The first `count` of a model's line.
  package func ready(_ model: ModelName, count: Int) throws(SQLiteError) -> [ReadyJob] {
    try sql(
      """
      SELECT id, priority FROM jobs INDEXED BY jobs_ready
      WHERE model = :model AND status = 'queued' AND run_after IS NULL AND waits_for IS NULL
      ORDER BY priority DESC, id LIMIT :count
      """
    ).rows(model, count) { ReadyJob(id: $0.jobID(0), priority: $0.int64(1)) }
  }

  package func work(_ job: JobID) throws(SQLiteError) -> Work? {
    try sql(
      """
      SELECT model, input, max_price_usd,
             (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE job_id = jobs.id)
      FROM jobs WHERE id = :id
      """
    ).first(job) { row throws(SQLiteError) in
      Work(
        model: row.model(0), input: row.exactText(1), maxPrice: row.optionalMoney(2),
        nextNumber: row.int(3))
    }
  }

  /// What has come due, longest ago first, but for `parked`.
  package func due(
    at now: Timestamp, atMost count: Int, without parked: Set<JobID> = []
  ) throws(SQLiteError) -> [JobID] {
    try sql(
      """
      SELECT id FROM jobs
      WHERE status = 'queued' AND run_after IS NOT NULL AND run_after <= :now
        AND id NOT IN (SELECT value FROM json_each(:parked))
      ORDER BY run_after LIMIT :count
      """
    ).rows(now, jsonList(parked), count) { $0.jobID(0) }
  }

  /// Puts these into line, whose time has come.
  package func admit(_ jobs: [JobID]) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET run_after = NULL, revision = revision + 1, actor = 'daemon'
      WHERE id IN (SELECT value FROM json_each(:jobs)) AND status = 'queued'
      """
    ).run(jsonList(jobs))
  }

  /// When the next one comes due; in the past where more are due than were admitted.
  package func nextDue(without parked: Set<JobID> = []) throws(SQLiteError) -> Timestamp? {
    try sql(
      """
      SELECT run_after FROM jobs
      WHERE status = 'queued' AND run_after IS NOT NULL
        AND id NOT IN (SELECT value FROM json_each(:parked))
      ORDER BY run_after LIMIT 1
      """
    ).first(jsonList(parked)) { $0.optionalTime(0) } ?? nil
  }
}
