package import SQLite
package import Spool

/// An attempt whose answer was lost, with what it is looked for by.
package struct UncertainAttempt: Equatable, Sendable {
  package let id: AttemptID
  package let model: ModelName

  /// The daemon's life that sent it.
  package let epoch: Int64

  /// As it was sent.
  package let body: String
  package let sentAt: Timestamp
  package let lostAt: Timestamp

  /// How often it was looked for.
  package let looks: Int
}

extension Store {
  /// The attempts that are still looked for; of one model, or of all.
  package func uncertainAttempts(
    of model: ModelName? = nil
  ) throws(SQLiteError) -> [UncertainAttempt] {
    try sql(
      """
      SELECT job_id, number, model, coalesce(body, ''), sent_at, coalesce(lost_at, sent_at), looks,
             epoch
      FROM attempts
      WHERE outcome = 'uncertain' AND (:model IS NULL OR model = :model)
      ORDER BY job_id, number
      """
    ).rows(model) { row throws(SQLiteError) in row.uncertainAttempt() }
  }

  /// The attempts of a model that were given up without ever having been found: what the history
  /// shows may still be theirs.
  package func lostAttempts(
    of model: ModelName, since: Timestamp
  ) throws(SQLiteError) -> [UncertainAttempt] {
    try sql(
      """
      SELECT job_id, number, model, coalesce(body, ''), sent_at, coalesce(lost_at, sent_at), looks,
             epoch
      FROM attempts
      WHERE outcome = 'given_up' AND prediction_id IS NULL AND model = :model
        AND sent_at > :since
      ORDER BY job_id, number
      """
    ).rows(model, since) { row throws(SQLiteError) in row.uncertainAttempt() }
  }

  /// Notes that the history was looked at for this attempt, and whether a person has to decide.
  package func recordLook(
    for attempt: AttemptID, looks: Int, needsPerson: String?
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET looks = :looks, needs_person = :why
      WHERE job_id = :job AND number = :number AND outcome = 'uncertain'
      """
    ).run(looks, needsPerson, attempt.job, attempt.number)
  }

  /// Logs what a look has brought: it changes no status.
  package func tellSearch(
    of job: JobID, _ detail: String, at now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO events (job_id, at, kind, actor, detail)
      VALUES (:job, :now, 'searched', 'daemon', :detail)
      """
    ).run(job, now, detail)
  }

  /// The attempt that a prediction belongs to, and whether only evidence says so.
  package func owner(
    of prediction: PredictionID
  ) throws(SQLiteError) -> (attempt: AttemptID, isAdopted: Bool)? {
    try sql(
      "SELECT job_id, number, adopted FROM attempts WHERE prediction_id = :prediction"
    ).first(prediction) { row throws(SQLiteError) in
      (AttemptID(row.jobID(0), row.int(1)), row.bool(2))
    }
  }
}

extension Row {
  fileprivate func uncertainAttempt() -> UncertainAttempt {
    let sentAt = optionalTime(4) ?? Timestamp(milliseconds: 0)
    return UncertainAttempt(
      id: AttemptID(jobID(0), int(1)), model: model(2), epoch: int64(7), body: text(3),
      sentAt: sentAt, lostAt: optionalTime(5) ?? sentAt, looks: max(0, int(6)))
  }
}
