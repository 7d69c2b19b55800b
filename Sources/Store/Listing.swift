import JSON
package import SQLite
package import Spool

/// Which jobs, by what they have in common. Nothing said is no restriction.
package struct JobFilter: Equatable, Sendable {
  package var statuses: [Status]
  package var model: ModelName?
  package var tag: String?
  package var since: Timestamp?

  package init(
    statuses: [Status] = [], model: ModelName? = nil, tag: String? = nil, since: Timestamp? = nil
  ) {
    self.statuses = statuses
    self.model = model
    self.tag = tag
    self.since = since
  }

  /// As a parameter: SQLite has no lists but JSON's.
  var statusWords: String? {
    statuses.isEmpty ? nil : JSON.array(statuses.map { .string($0.rawValue) }).text
  }
}

extension Store {
  /// The newest jobs that match, at most `count`, all with lower ids than `bound`.
  ///
  /// Two ways lead there. Where few jobs have the statuses asked for, the partial indexes name
  /// them; where many have, the next match is never far when walking back through the ids. Either
  /// alone is slow on the other's ground: a million completed jobs are not sorted for the sake of
  /// fifty, nor are they walked through to find five that failed.
  package func jobs(
    _ filter: JobFilter, below bound: JobID? = nil, atMost count: Int
  ) throws(SQLiteError) -> [JobRow] {
    let bound = bound ?? JobID(.max)
    return try isRare(filter)
      ? jobsByStatus(filter, bound, count) : jobsByID(filter, bound, count)
  }

  private func isRare(_ filter: JobFilter) throws(SQLiteError) -> Bool {
    guard let words = filter.statusWords else { return false }
    let enough = 20_000
    let found = try sql(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM json_each(:statuses) AS wanted CROSS JOIN jobs
        WHERE status = wanted.value AND status = 'queued' AND run_after IS NULL
          AND waits_for IS NULL
        UNION ALL
        SELECT 1 FROM json_each(:statuses) AS wanted CROSS JOIN jobs
        WHERE status = wanted.value AND status = 'queued' AND waits_for IS NOT NULL
        UNION ALL
        SELECT 1 FROM json_each(:statuses) AS wanted CROSS JOIN jobs
        WHERE status = wanted.value AND status = 'queued' AND run_after IS NOT NULL
          AND waits_for IS NULL
        UNION ALL
        SELECT 1 FROM json_each(:statuses) AS wanted CROSS JOIN jobs
        WHERE status = wanted.value AND status IN ('submitting', 'uncertain', 'running')
        UNION ALL
        SELECT 1 FROM json_each(:statuses) AS wanted CROSS JOIN jobs
        WHERE status = wanted.value AND status IN ('completed', 'failed', 'cancelled')
        LIMIT :enough)
      """
    ).first(words, enough) { $0.int(0) }
    return (found ?? 0) < enough
  }

  private func jobsByID(
    _ filter: JobFilter, _ bound: JobID, _ count: Int
  ) throws(SQLiteError) -> [JobRow] {
    try sql(
      """
      SELECT * FROM jobs
      WHERE id < :bound
        AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
        AND (:model IS NULL OR model = :model)
        AND (:since IS NULL OR created_at >= :since)
        AND (:tag IS NULL OR (tags <> '[]' AND
             EXISTS (SELECT 1 FROM json_each(jobs.tags) WHERE value = :tag)))
      ORDER BY id DESC LIMIT :count
      """
    ).rows(bound, filter.statusWords, filter.model, filter.since, filter.tag, count) { JobRow($0) }
  }

  private func jobsByStatus(
    _ filter: JobFilter, _ bound: JobID, _ count: Int
  ) throws(SQLiteError) -> [JobRow] {
    try sql(
      """
      SELECT * FROM jobs
      WHERE id IN (
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status = 'queued' AND run_after IS NULL
            AND waits_for IS NULL
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status = 'queued' AND waits_for IS NOT NULL
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status = 'queued' AND run_after IS NOT NULL
            AND waits_for IS NULL
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status IN ('submitting', 'uncertain', 'running')
          UNION ALL
          SELECT jobs.id FROM json_each(:statuses) AS wanted CROSS JOIN jobs
          WHERE status = wanted.value AND status IN ('completed', 'failed', 'cancelled'))
        AND id < :bound
        AND (:model IS NULL OR model = :model)
        AND (:since IS NULL OR created_at >= :since)
        AND (:tag IS NULL OR (tags <> '[]' AND
             EXISTS (SELECT 1 FROM json_each(jobs.tags) WHERE value = :tag)))
      ORDER BY id DESC LIMIT :count
      """
    ).rows(filter.statusWords, bound, filter.model, filter.since, filter.tag, count) { JobRow($0) }
  }
}

extension Store {
  /// The jobs with these ids, in the same order; those that do not exist are left out.
  package func jobs(_ ids: [JobID]) throws(SQLiteError) -> [JobRow] {
    let list = JSON.array(ids.map { .number(JSON.Number($0.number)) }).text
    return try sql(
      """
      SELECT jobs.* FROM json_each(:ids) AS wanted JOIN jobs ON jobs.id = wanted.value
      ORDER BY wanted.key
      """
    ).rows(list) { JobRow($0) }
  }
}

extension JobRow {
  /// The table's columns in its order, which is the order of `json`'s keys.
  package static let columns = [
    "id", "model", "input", "status", "priority", "tags", "dedup_key", "run_after", "attempts",
    "max_attempts", "max_price_usd", "price_usd", "prediction_id", "remote_status", "outputs",
    "has_nsfw_contents", "nsfw", "inference_ms", "error", "error_code", "created_at",
    "submitted_at", "started_at", "finished_at", "revision", "actor", "waits_for",
  ]
}
