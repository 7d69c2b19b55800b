package import SQLite
package import Spool

/// A job that is to be: checked against its model, and not yet in the database.
package struct NewJob: Equatable, Sendable {
  package let model: ModelName

  /// A JSON object, byte for byte what will be sent.
  package let input: String
  package var priority: Int64 = 0
  package var tags: [String] = []
  package var dedupKey: String?
  package var runAfter: Timestamp?
  package var maxAttempts: Int?
  package var maxPrice: Money?

  /// By the model's price list; nil when it states none.
  package var price: Money?

  package init(_ model: ModelName, input: String) {
    self.model = model
    self.input = input
  }
}

/// What became of a job that was to be queued.
package enum Enqueued: Equatable, Sendable {
  case added(JobID)

  /// Nothing was added: this job has the key.
  case taken(JobID, Status)
}

extension Store {
  /// Adds the job, unless one that has not ended holds its key.
  ///
  /// With `completedSince`, one that has completed since then holds the key as well: what completed
  /// before must have been looked for by `completed(key:)`, which no write lock has to wait for.
  package func enqueue(
    _ job: NewJob, completedSince moment: Timestamp? = nil
  ) throws(SQLiteError) -> Enqueued {
    if let key = job.dedupKey {
      if let holder = try unended(key: key) { return holder }
      if let moment, let holder = try completed(key: key, since: moment) { return holder }
    }
    try sql(
      """
      INSERT INTO jobs (model, input, priority, tags, dedup_key, run_after, max_attempts,
        max_price_usd, price_usd, revision, actor)
      VALUES (:model, :input, :priority, :tags, :key, :after, coalesce(:attempts, 3),
        :max_price, :price, 1, 'cli')
      """
    ).run(
      job.model, job.input, job.priority, jsonArray(job.tags), job.dedupKey, job.runAfter,
      job.maxAttempts, job.maxPrice, job.price)
    return .added(JobID(connection.lastInsertRowID))
  }

  /// The job that has this key and has not ended.
  package func jobHolding(key: String) throws(SQLiteError) -> JobID? {
    guard case .taken(let holder, _) = try unended(key: key) else { return nil }
    return holder
  }

  private func unended(key: String) throws(SQLiteError) -> Enqueued? {
    try sql(
      """
      SELECT id, status FROM jobs
      WHERE dedup_key = :key
        AND (status = 'queued' OR status = 'submitting' OR status = 'uncertain' OR status = 'running')
      """
    ).first(key, read: holder)
  }

  /// The newest completed job with this key. Looks through all of them: call it outside of a write
  /// transaction.
  package func completed(key: String) throws(SQLiteError) -> Enqueued? {
    try sql(
      """
      SELECT id, status FROM jobs WHERE status = 'completed' AND dedup_key = :key
      ORDER BY id DESC LIMIT 1
      """
    ).first(key, read: holder)
  }

  private func completed(key: String, since moment: Timestamp) throws(SQLiteError) -> Enqueued? {
    try sql(
      """
      SELECT id, status FROM jobs
      WHERE status = 'completed' AND finished_at >= :moment AND dedup_key = :key LIMIT 1
      """
    ).first(moment, key, read: holder)
  }
}

private func holder(_ row: borrowing Row) -> Enqueued {
  .taken(row.jobID(0), Status(rawValue: row.text(1)) ?? .queued)
}
