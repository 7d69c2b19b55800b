package import JSON
package import SQLite
package import Spool

/// A row of `jobs` as it is, for showing.
package struct JobRow: Equatable, Sendable {
  package let id: JobID
  package let model: ModelName

  /// A JSON object, as it was written.
  package let input: String
  package let status: Status
  package let priority: Int64
  package let tags: [String]
  package let dedupKey: String?
  package let runAfter: Timestamp?
  package let attempts: Int
  package let maxAttempts: Int
  package let maxPrice: Money?
  package let price: Money?
  package let prediction: PredictionID?
  package let remoteStatus: String?

  /// Addresses; nil before there is a result.
  package let outputs: [String]?

  /// A JSON array, as it was recorded.
  package let hasNSFWContents: String?
  package let nsfw: Bool?
  package let inferenceMilliseconds: Int?
  package let error: String?
  package let errorCode: Int?
  package let createdAt: Timestamp
  package let submittedAt: Timestamp?
  package let startedAt: Timestamp?
  package let finishedAt: Timestamp?
  package let revision: Int64
  package let actor: Actor?
  package let waitsFor: WaitReason?
  package let retryAt: Timestamp?
  package let inputSince: Int

  /// Reads a row of `SELECT jobs.*`: its columns in the order of the table. Later ones may follow.
  package init(_ row: borrowing Row) {
    id = row.jobID(0)
    model = row.model(1)
    input = row.text(2)
    status = Status(rawValue: row.text(3)) ?? .queued
    priority = row.int64(4)
    tags = texts(row.text(5))
    dedupKey = row.optionalText(6)
    runAfter = row.optionalTime(7)
    attempts = row.int(8)
    maxAttempts = row.int(9)
    maxPrice = row.optionalMoney(10)
    price = row.optionalMoney(11)
    prediction = row.optionalPrediction(12)
    remoteStatus = row.optionalText(13)
    outputs = row.optionalText(14).map { texts($0) }
    hasNSFWContents = row.optionalText(15)
    nsfw = row.optionalBool(16)
    inferenceMilliseconds = row.optionalInt(17)
    error = row.optionalText(18)
    errorCode = row.optionalInt(19)
    createdAt = row.optionalTime(20) ?? Timestamp(milliseconds: 0)
    submittedAt = row.optionalTime(21)
    startedAt = row.optionalTime(22)
    finishedAt = row.optionalTime(23)
    revision = row.int64(24)
    actor = row.optionalText(25).flatMap { Actor(rawValue: $0) }
    waitsFor = row.optionalText(26).flatMap { WaitReason(rawValue: $0) }
    retryAt = row.optionalTime(27)
    inputSince = row.int(28)
  }
}

extension JobRow {
  /// The columns as keys, in the order of the table; JSON columns as JSON, times as RFC 3339.
  package var json: JSON.Object {
    [
      "id": .number(JSON.Number(id.number)),
      "model": .string(model.text),
      "input": .stored(input),
      "status": .string(status.rawValue),
      "priority": .number(JSON.Number(priority)),
      "tags": .array(tags.map { .string($0) }),
      "dedup_key": .text(dedupKey),
      "run_after": .time(runAfter),
      "attempts": .whole(attempts),
      "max_attempts": .whole(maxAttempts),
      "max_price_usd": .dollars(maxPrice),
      "price_usd": .dollars(price),
      "prediction_id": .text(prediction?.text),
      "remote_status": .text(remoteStatus),
      "outputs": outputs.map { .array($0.map { .string($0) }) } ?? .null,
      "has_nsfw_contents": hasNSFWContents.map { .stored($0) } ?? .null,
      "nsfw": .whole(nsfw.map { $0 ? 1 : 0 }),
      "inference_ms": .whole(inferenceMilliseconds),
      "error": .text(error),
      "error_code": .whole(errorCode),
      "created_at": .time(createdAt),
      "submitted_at": .time(submittedAt),
      "started_at": .time(startedAt),
      "finished_at": .time(finishedAt),
      "revision": .number(JSON.Number(revision)),
      "actor": .text(actor?.rawValue),
      "waits_for": .text(waitsFor?.rawValue),
      "retry_at": .time(retryAt),
      "input_since": .whole(inputSince),
    ]
  }
}

// How columns are spelled in JSON; NULL is null.
extension JSON {
  package static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  package static func whole(_ number: Int?) -> JSON {
    number.map { .number(Number($0)) } ?? .null
  }

  package static func time(_ time: Timestamp?) -> JSON { .text(time?.rfc3339) }

  /// The shortest number that means the same amount.
  package static func dollars(_ money: Money?) -> JSON {
    money.flatMap { Number($0.dollars) }.map { .number($0) } ?? .null
  }

  /// A column that holds JSON. What SQLite takes for JSON and we do not is shown as text.
  package static func stored(_ text: String) -> JSON {
    var limits = Limits.standard
    limits.isLenient = true
    return (try? JSON(parsing: text, limits: limits)) ?? .string(text)
  }
}

private func texts(_ array: String) -> [String] {
  JSON.stored(array).array?.map { $0.string ?? $0.text } ?? []
}
