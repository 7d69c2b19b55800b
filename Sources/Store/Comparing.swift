package import SQLite
package import Spool

/// A queued job with what would be sent for it.
package struct QueuedInput: Equatable, Sendable {
  package let id: JobID
  package let input: String

  /// The number that its next attempt will have.
  package let nextNumber: Int
}

extension Store {
  /// When the newest thing happened that the database knows of.
  package func lastEventTime() throws(SQLiteError) -> Timestamp? {
    try sql("SELECT at FROM events ORDER BY id DESC LIMIT 1").first { $0.optionalTime(0) } ?? nil
  }

  /// From when on the API's history may hold what the database has forgotten: the newest deed of a
  /// daemon that is older than the pause for it. What people and a daemon that only polls have
  /// written since says nothing of that. Nil when there is none.
  package func comparisonStart() throws(SQLiteError) -> Timestamp? {
    try sql(
      """
      SELECT at FROM events
      WHERE actor = 'daemon'
        AND at <= (SELECT since FROM pauses WHERE scope = '' AND reason = 'behind')
      ORDER BY id DESC LIMIT 1
      """
    ).first { $0.optionalTime(0) } ?? nil
  }

  /// The queued jobs of a model, in the order in which they would have been submitted.
  package func queuedInputs(of model: ModelName) throws(SQLiteError) -> [QueuedInput] {
    try sql(
      """
      SELECT id, input,
             (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE job_id = jobs.id)
      FROM jobs WHERE model = :model AND status = 'queued'
      ORDER BY priority DESC, id
      """
    ).rows(model) { row throws(SQLiteError) in
      QueuedInput(id: row.jobID(0), input: row.text(1), nextNumber: row.int(2))
    }
  }

  /// How many jobs were queued before a moment, and still are.
  package func queuedCount(before moment: Timestamp) throws(SQLiteError) -> Int {
    try sql("SELECT count(*) FROM jobs WHERE status = 'queued' AND created_at < :moment")
      .first(moment) { $0.int(0) } ?? 0
  }

  /// Whether it was found before, and belonged to nobody then.
  package func isOrphan(_ prediction: PredictionID) throws(SQLiteError) -> Bool {
    try sql("SELECT 1 FROM orphans WHERE prediction_id = :prediction").first(prediction) { _ in true
    }
      ?? false
  }

  /// What comparisons have found since a moment that belongs to nobody.
  package func strangers(since moment: Timestamp) throws(SQLiteError) -> Set<PredictionID> {
    Set(
      try sql(
        """
        SELECT prediction_id FROM orphans
        WHERE job_id IS NULL AND found_at >= :moment
          AND NOT EXISTS (SELECT 1 FROM attempts WHERE prediction_id = orphans.prediction_id)
        """
      ).rows(moment) { row throws(SQLiteError) in PredictionID(row.text(0)) })
  }

  /// A prediction of the account that is no job's of ours.
  package func recordStranger(
    _ prediction: PredictionID, of model: ModelName, _ how: String, at now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO orphans (prediction_id, model, found_at, detail)
      VALUES (:prediction, :model, :now, :how)
      ON CONFLICT DO NOTHING
      """
    ).run(prediction, model, now, how)
  }

  /// It is some job's after all.
  package func forgetStranger(_ prediction: PredictionID) throws(SQLiteError) {
    try sql("DELETE FROM orphans WHERE prediction_id = :prediction").run(prediction)
  }
}
