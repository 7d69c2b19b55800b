package import JSON
package import SQLite
package import Spool

/// A row of `events`: one thing that happened.
package struct EventRow: Equatable, Sendable {
  package let id: Int64

  /// Nil when it happened to the account or a model.
  package let job: JobID?
  package let at: Timestamp
  package let kind: String
  package let from: String?
  package let to: String?
  package let actor: String
  package let detail: String?

  init(_ row: borrowing Row) {
    id = row.int64(0)
    job = row.optionalInt64(1).map { JobID($0) }
    at = row.optionalTime(2) ?? .earliest
    kind = row.text(3)
    from = row.optionalText(4)
    to = row.optionalText(5)
    actor = row.text(6)
    detail = row.optionalText(7)
  }

  package var json: JSON.Object {
    [
      "id": .number(JSON.Number(id)),
      "job_id": job.map { .number(JSON.Number($0.number)) } ?? .null,
      "at": .time(at),
      "kind": .string(kind),
      "from_status": .text(from),
      "to_status": .text(to),
      "actor": .string(actor),
      "detail": .text(detail),
    ]
  }
}

extension Store {
  /// What happened after the event `id`, to everything or to one job, oldest first.
  package func events(
    of job: JobID? = nil, after id: Int64 = 0, atMost count: Int
  ) throws(SQLiteError) -> [EventRow] {
    guard let job else {
      return try sql(
        """
        SELECT id, job_id, at, kind, from_status, to_status, actor, detail
        FROM events WHERE id > :id ORDER BY id LIMIT :count
        """
      ).rows(id, count) { EventRow($0) }
    }
    return try sql(
      """
      SELECT id, job_id, at, kind, from_status, to_status, actor, detail
      FROM events WHERE job_id = :job AND id > :id ORDER BY id LIMIT :count
      """
    ).rows(job, id, count) { EventRow($0) }
  }

  /// The last of what happened to one job, newest first.
  package func newestEvents(of job: JobID, atMost count: Int) throws(SQLiteError) -> [EventRow] {
    try sql(
      """
      SELECT id, job_id, at, kind, from_status, to_status, actor, detail
      FROM events WHERE job_id = :job ORDER BY id DESC LIMIT :count
      """
    ).rows(job, count) { EventRow($0) }
  }
}
