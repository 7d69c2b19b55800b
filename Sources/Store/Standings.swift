package import SQLite
package import Spool

/// A job as the lifecycle sees it, with the model that its slot belongs to.
package struct StoredJob: Equatable, Sendable {
  package let id: JobID
  package let model: ModelName
  package let standing: Standing

  /// The word of the API that was recorded last.
  package let remoteStatus: String?
  package let hasStarted: Bool
}

extension Store {
  /// The job as it stands now. Nil when there is no such job, or when row and ledger contradict
  /// each other so that no rule applies.
  package func job(_ id: JobID) throws(SQLiteError) -> StoredJob? {
    try sql(
      """
      SELECT jobs.model, jobs.status, jobs.run_after, jobs.attempts, jobs.max_attempts,
             attempts.number, attempts.outcome, attempts.prediction_id,
             jobs.remote_status, jobs.started_at,
             CASE WHEN jobs.status = 'running' THEN
               (SELECT error FROM attempts AS earlier
                WHERE earlier.job_id = jobs.id AND earlier.number < attempts.number
                  AND earlier.outcome = 'failed' AND earlier.number >= jobs.input_since
                ORDER BY earlier.number DESC LIMIT 1)
             END
      FROM jobs LEFT JOIN attempts ON attempts.job_id = jobs.id
      WHERE jobs.id = :id
      ORDER BY attempts.number DESC LIMIT 1
      """
    ).first(id) { row throws(SQLiteError) in
      let newest = row.optionalInt(5).map { number in
        NewestAttempt(
          id: AttemptID(id, number), outcome: Outcome(rawValue: row.text(6)),
          prediction: row.optionalPrediction(7))
      }
      return state(
        Status(rawValue: row.text(1)), runAfter: row.optionalTime(2), newest: newest
      ).map { state in
        StoredJob(
          id: id, model: row.model(0),
          standing: Standing(
            state, attempts: min(row.int(3), 1_000_000_000), maxAttempts: row.int(4),
            lastFailure: row.optionalText(10)),
          remoteStatus: row.optionalText(8), hasStarted: !row.isNull(9))
      }
    } ?? nil
  }
}

private struct NewestAttempt {
  let id: AttemptID
  let outcome: Outcome?
  let prediction: PredictionID?
}

private func state(
  _ status: Status?, runAfter: Timestamp?, newest: NewestAttempt?
) -> JobState? {
  switch status {
  case nil: nil
  case .queued: .queued(notBefore: runAfter)
  case .submitting: newest.map { .submitting($0.id) }
  case .uncertain: newest.map { .uncertain($0.id) }
  case .running:
    newest.flatMap { newest in newest.prediction.map { .running(newest.id, $0) } }
  case .completed: .completed
  case .failed: .failed
  case .cancelled: .cancelled(leaving: remains(newest))
  }
}

private func remains(_ newest: NewestAttempt?) -> Remains {
  guard let newest else { return .nothing }
  return switch newest.outcome {
  case .sending: .submitting(newest.id)
  case .uncertain: .uncertain(newest.id)
  case .accepted: newest.prediction.map { .running(newest.id, $0) } ?? .nothing
  case .notSent, .throttled, .rejected, .completed, .failed, .givenUp, nil: .nothing
  }
}
