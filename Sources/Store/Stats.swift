package import SQLite
package import Spool

/// What `stats` adds up of one job that has ended.
package struct EndedJob: Equatable, Sendable {
  package let model: ModelName
  package let status: Status

  /// From being queued to being sent, and from there to its end, in seconds; nil where it was not
  /// sent, or the clock was set back.
  package let wait: Double?
  package let run: Double?
  package let nsfw: Bool?
}

extension Store {
  /// Lends one ended job after the other, in no order.
  package func eachEnded(
    _ model: ModelName?, since moment: Timestamp?, _ body: (EndedJob) -> Void
  ) throws(SQLiteError) {
    try sql(
      """
      SELECT model, status, round((julianday(submitted_at) - julianday(created_at)) * 86400, 3),
             round((julianday(finished_at) - julianday(submitted_at)) * 86400, 3), nsfw
      FROM jobs
      WHERE status IN ('completed', 'failed', 'cancelled')
        AND (:model IS NULL OR model = :model) AND (:since IS NULL OR created_at >= :since)
      """
    ).forEach(model, moment) { row throws(SQLiteError) in
      body(
        EndedJob(
          model: row.model(0), status: Status(rawValue: row.text(1)) ?? .failed,
          wait: row.optionalDouble(2).flatMap { $0 >= 0 ? $0 : nil },
          run: row.optionalDouble(3).flatMap { $0 >= 0 ? $0 : nil }, nsfw: row.optionalBool(4)))
      return true
    }
  }

  /// By model, as the view `spending` adds it up by day.
  package func spending(
    _ model: ModelName?, since moment: Timestamp?
  ) throws(SQLiteError) -> [Spending] {
    try sql(
      """
      SELECT model, count(*),
             total(CASE WHEN outcome IN ('completed', 'given_up')
                          OR (outcome = 'failed' AND refunded = 0) THEN price_usd END),
             total(CASE WHEN outcome IN ('sending', 'uncertain', 'accepted') THEN price_usd END),
             sum(price_usd IS NULL)
      FROM attempts
      WHERE outcome NOT IN ('not_sent', 'throttled', 'rejected')
        AND (:model IS NULL OR model = :model) AND (:since IS NULL OR sent_at >= :since)
      GROUP BY model
      """
    ).rows(model, moment) { row throws(SQLiteError) in
      Spending(
        model: row.model(0), attempts: row.int(1), spent: row.optionalMoney(2) ?? .zero,
        pending: row.optionalMoney(3) ?? .zero, unknown: row.int(4))
    }
  }

  /// How many jobs have ended, by how.
  package func endedCounts() throws(SQLiteError) -> [Status: Int] { try ended(since: .earliest) }

  package func outputCounts() throws(SQLiteError) -> [(String, Int)] {
    try sql("SELECT status, count(*) FROM outputs GROUP BY status ORDER BY status").rows { row in
      (row.text(0), row.int(1))
    }
  }
}
