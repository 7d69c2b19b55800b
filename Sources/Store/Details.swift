package import JSON
package import SQLite
package import Spool

/// A row of `attempts`, for showing.
package struct AttemptRow: Equatable, Sendable {
  package let id: AttemptID
  package let model: ModelName
  package let outcome: Outcome
  package let prediction: PredictionID?

  /// As sent; nil once settled.
  package let body: String?
  package let sentAt: Timestamp
  package let acceptedAt: Timestamp?
  package let finishedAt: Timestamp?
  package let httpStatus: Int?
  package let error: String?
  package let errorCode: Int?
  package let inferenceMilliseconds: Int?
  package let polls: Int
  package let price: Money?

  /// Whether the API gives the money back.
  package let isRefunded: Bool

  /// What the API's bills say.
  package let charged: Money?
  package let givenBack: Money?

  /// Since when nobody knows what became of it.
  package let lostAt: Timestamp?

  /// How often the API's history was searched for it, and why that cannot settle it.
  package let looks: Int
  package let needsPerson: String?

  package var json: JSON.Object {
    [
      "job_id": .number(JSON.Number(id.job.number)),
      "number": .whole(id.number),
      "model": .string(model.text),
      "outcome": .string(outcome.rawValue),
      "prediction_id": .text(prediction?.text),
      "body": body.map { .stored($0) } ?? .null,
      "sent_at": .time(sentAt),
      "accepted_at": .time(acceptedAt),
      "finished_at": .time(finishedAt),
      "http_status": .whole(httpStatus),
      "error": .text(error),
      "error_code": .whole(errorCode),
      "inference_ms": .whole(inferenceMilliseconds),
      "polls": .whole(polls),
      "price_usd": .dollars(price),
      "refunded": .whole(isRefunded ? 1 : 0),
      "charged_usd": .dollars(charged),
      "given_back_usd": .dollars(givenBack),
      "lost_at": .time(lostAt),
      "looks": .whole(looks),
      "needs_person": .text(needsPerson),
    ]
  }
}

/// A row of `outputs`, for showing.
package struct OutputRow: Equatable, Sendable {
  package let job: JobID

  /// From 0.
  package let position: Int
  package let url: String
  package let nsfw: Bool?

  /// `pending` `saved` `skipped` `failed`
  package let status: String
  package let path: String?
  package let bytes: Int64?
  package let sha256: String?
  package let contentType: String?
  package let expiresAt: Timestamp?
  package let error: String?

  package var json: JSON.Object {
    [
      "job_id": .number(JSON.Number(job.number)),
      "position": .whole(position),
      "url": .string(url),
      "nsfw": .whole(nsfw.map { $0 ? 1 : 0 }),
      "status": .string(status),
      "path": .text(path),
      "bytes": bytes.map { .number(JSON.Number($0)) } ?? .null,
      "sha256": .text(sha256),
      "content_type": .text(contentType),
      "expires_at": .time(expiresAt),
      "error": .text(error),
    ]
  }
}

extension Store {
  /// Everything that was tried for a job, first try first. The job itself may be gone.
  package func ledger(of job: JobID) throws(SQLiteError) -> [AttemptRow] {
    try sql(
      """
      SELECT number, model, outcome, prediction_id, body, sent_at, accepted_at, finished_at,
             http_status, error, error_code, inference_ms, polls, price_usd, refunded, charged_usd,
             given_back_usd, lost_at, looks, needs_person
      FROM attempts WHERE job_id = :job ORDER BY number
      """
    ).rows(job) { row throws(SQLiteError) in
      AttemptRow(
        id: AttemptID(job, row.int(0)), model: row.model(1),
        outcome: Outcome(rawValue: row.text(2)) ?? .uncertain,
        prediction: row.optionalPrediction(3), body: row.optionalText(4),
        sentAt: row.optionalTime(5) ?? .earliest, acceptedAt: row.optionalTime(6),
        finishedAt: row.optionalTime(7), httpStatus: row.optionalInt(8),
        error: row.optionalText(9), errorCode: row.optionalInt(10),
        inferenceMilliseconds: row.optionalInt(11), polls: row.int(12),
        price: row.optionalMoney(13), isRefunded: row.bool(14), charged: row.optionalMoney(15),
        givenBack: row.optionalMoney(16), lostAt: row.optionalTime(17), looks: row.int(18),
        needsPerson: row.optionalText(19))
    }
  }

  package func outputs(of job: JobID) throws(SQLiteError) -> [OutputRow] {
    try sql(
      """
      SELECT position, url, nsfw, status, path, bytes, sha256, content_type, expires_at, error
      FROM outputs WHERE job_id = :job ORDER BY position
      """
    ).rows(job) { row throws(SQLiteError) in
      OutputRow(
        job: job, position: row.int(0), url: row.text(1), nsfw: row.optionalBool(2),
        status: row.text(3), path: row.optionalText(4), bytes: row.optionalInt64(5),
        sha256: row.optionalText(6), contentType: row.optionalText(7),
        expiresAt: row.optionalTime(8), error: row.optionalText(9))
    }
  }
}
