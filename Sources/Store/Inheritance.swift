package import SQLite
package import Spool

/// An attempt that the API may still be working on, as a starting daemon finds it.
package struct LiveAttempt: Equatable, Sendable {
  package let id: AttemptID
  package let model: ModelName
  package let outcome: Outcome
  package let prediction: PredictionID?
  package let acceptedAt: Timestamp?
  package let polls: Int
  package let remoteStatus: String?
  package let sentAt: Timestamp

  /// The last look found nothing: it is a person's now, and others may have its place.
  package let hasGivenUpItsSlot: Bool
}

/// A submission that counts in the minute's window.
package struct RecentSubmission: Equatable, Sendable {
  package let model: ModelName
  package let sentAt: Timestamp

  /// When it had certainly arrived; nil when nobody knows.
  package let answeredAt: Timestamp?

  /// Its pictures went inside the request, which takes longer to arrive.
  package let carriesPictures: Bool
}

extension Store {
  /// Begins the next life of the daemon: whatever was being submitted in an earlier one is nobody's
  /// now. The epoch is above both what the database and the lock file remember.
  package func beginEpoch(
    above remembered: Int64, pid: Int32, version: String, apiURL: String, at now: Timestamp
  ) throws(SQLiteError) -> Int64 {
    // A database that was tampered with must not keep the daemon from starting.
    let epoch = min(max(try currentEpoch(), remembered), .max - 1) + 1
    try sql(
      """
      UPDATE daemon SET epoch = :epoch, pid = :pid, version = :version, api_url = :url,
        started_at = :now, heartbeat_at = :now, stopped_at = NULL, trouble = NULL,
        meters = NULL
      WHERE id = 1
      """
    ).run(epoch, Int64(pid), version, apiURL, now)
    return epoch
  }

  package func liveAttempts() throws(SQLiteError) -> [LiveAttempt] {
    try sql(
      """
      SELECT attempts.job_id, attempts.number, attempts.model, attempts.outcome,
             attempts.prediction_id, attempts.accepted_at, attempts.polls, jobs.remote_status,
             attempts.sent_at, attempts.looks
      FROM attempts LEFT JOIN jobs ON jobs.id = attempts.job_id
      WHERE outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted'
      """
    ).rows(read: live)
  }

  /// All attempts of a job, live or not.
  package func attempts(of job: JobID) throws(SQLiteError) -> [LiveAttempt] {
    try sql(
      """
      SELECT attempts.job_id, attempts.number, attempts.model, attempts.outcome,
             attempts.prediction_id, attempts.accepted_at, attempts.polls, jobs.remote_status,
             attempts.sent_at, attempts.looks
      FROM attempts LEFT JOIN jobs ON jobs.id = attempts.job_id
      WHERE attempts.job_id = :job
      """
    ).rows(job, read: live)
  }

  package func submissions(since moment: Timestamp) throws(SQLiteError) -> [RecentSubmission] {
    try sql(
      """
      SELECT model, sent_at, coalesce(accepted_at, finished_at), coalesce(instr(body, 'media:'), 0)
      FROM attempts
      WHERE sent_at > :moment AND outcome <> 'not_sent'
      """
    ).rows(moment) { row throws(SQLiteError) in
      RecentSubmission(
        model: row.model(0), sentAt: row.optionalTime(1) ?? moment,
        answeredAt: row.optionalTime(2), carriesPictures: row.int(3) > 0)
    }
  }

  /// Adds up polls that were made since the last commit: their count is worth no commit of its own.
  package func addPolls(_ polls: Int, to attempt: AttemptID) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET polls = min(polls + :polls, 1000000000)
      WHERE job_id = :job AND number = :number
      """
    ).run(polls, attempt.job, attempt.number)
  }
}

private func live(_ row: borrowing Row) -> LiveAttempt {
  LiveAttempt(
    id: AttemptID(row.jobID(0), row.int(1)), model: row.model(2),
    outcome: Outcome(rawValue: row.text(3)) ?? .uncertain,
    prediction: row.optionalPrediction(4), acceptedAt: row.optionalTime(5), polls: row.int(6),
    remoteStatus: row.optionalText(7),
    sentAt: row.optionalTime(8) ?? Timestamp(milliseconds: 0),
    hasGivenUpItsSlot: row.int(9) > 0 && LookSchedule.wait(afterLooks: row.int(9)) == nil)
}
