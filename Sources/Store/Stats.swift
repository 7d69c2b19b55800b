import JSON
package import SQLite
package import Spool

/// What `stats` adds up of one job that has ended.
package struct EndedJob: Equatable, Sendable {
  /// Its model, the day of its end, or each of its tags.
  package let groups: [String]
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
    by grouping: Grouping, _ filter: JobFilter, _ body: (EndedJob) -> Void
  ) throws(SQLiteError) {
    try sql(
      """
      SELECT CASE :by WHEN 'model' THEN model WHEN 'day' THEN date(finished_at) ELSE tags END,
             status, round((julianday(submitted_at) - julianday(created_at)) * 86400, 3),
             round((julianday(finished_at) - julianday(submitted_at)) * 86400, 3), nsfw
      FROM jobs
      WHERE (status = 'completed' OR status = 'failed' OR status = 'cancelled')
        AND (:model IS NULL OR model = :model) AND (:since IS NULL OR created_at >= :since)
        AND (:tag IS NULL OR (tags <> '[]' AND
             EXISTS (SELECT 1 FROM json_each(jobs.tags) WHERE value = :tag)))
      """
    ).forEach(grouping, filter.model, filter.since, filter.tag) { row throws(SQLiteError) in
      let group = row.optionalText(0) ?? "?"
      body(
        EndedJob(
          groups: grouping == .tag ? JSON.stored(group).array?.compactMap(\.string) ?? [] : [group],
          status: Status(rawValue: row.text(1)) ?? .failed,
          wait: row.optionalDouble(2).flatMap { $0 >= 0 ? $0 : nil },
          run: row.optionalDouble(3).flatMap { $0 >= 0 ? $0 : nil }, nsfw: row.optionalBool(4)))
      return true
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
