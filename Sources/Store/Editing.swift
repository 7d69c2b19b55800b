package import SQLite
package import Spool

/// What is to be changed of a queued job; nil stays as it is.
package struct JobEdit: Equatable, Sendable {
  package var input: String?

  /// By the model's price list, for the new input.
  package var price: Money?
  package var priority: Int64?
  package var tags: [String]?
  package var maxPrice: Money?

  /// The inner nil is now.
  package var runAfter: Timestamp??

  /// For the log: which of its parts were changed.
  package var names: [String] = []

  package init() {}
}

extension Store {
  /// False when the job is not queued any more, or is gone.
  package func edit(
    _ job: JobID, _ edit: JobEdit, at now: Timestamp
  ) throws(SQLiteError) -> Bool {
    try sql(
      """
      UPDATE jobs SET
        input = coalesce(:input, input),
        price_usd = CASE WHEN :input IS NULL THEN price_usd ELSE :price END,
        priority = coalesce(:priority, priority),
        tags = coalesce(:tags, tags),
        max_price_usd = coalesce(:most, max_price_usd),
        run_after = CASE WHEN :moved THEN :after ELSE run_after END,
        revision = revision + 1, actor = 'cli'
      WHERE id = :id AND status = 'queued'
      """
    ).run(
      edit.input, edit.price, edit.priority, edit.tags.map(jsonArray), edit.maxPrice,
      edit.runAfter != nil,
      edit.runAfter ?? nil, job)
    guard connection.changes == 1 else { return false }
    try sql(
      """
      INSERT INTO events (job_id, at, kind, actor, detail)
      VALUES (:job, :now, 'edited', 'cli', :detail)
      """
    ).run(job, now, edit.names.joined(separator: ", "))
    return true
  }
}
