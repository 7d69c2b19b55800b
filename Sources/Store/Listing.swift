package import SQLite
package import Spool

extension Store {
  /// The newest jobs that match, at most `count`, all with lower ids than `bound`.
  package func jobs(
    _ filter: JobFilter, below bound: JobID? = nil, atMost count: Int
  ) throws(SQLiteError) -> [JobRow] {
    let way = try way(to: filter)
    return try sql(
      composedOf: [
        "SELECT jobs.* FROM", way.table, "WHERE jobs.id < :bound AND", JobFilter.conditions,
      ] + way.restriction + ["ORDER BY", way.id, "DESC LIMIT :count"]
    ).rows(
      bound ?? JobID(.max), filter.statusWords, filter.model, filter.since, filter.tag, count
    ) { JobRow($0) }
  }
}

extension Store {
  /// The jobs with these ids, in the same order; those that do not exist are left out.
  package func jobs(_ ids: [JobID]) throws(SQLiteError) -> [JobRow] {
    let list = jsonList(ids)
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
    "retry_at", "input_since",
  ]
}
