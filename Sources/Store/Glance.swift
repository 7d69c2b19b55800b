package import SQLite

/// How much waits and how much is in doubt, at a price that does not grow with the queue.
package struct Glance: Equatable, Sendable {
  /// No more than were asked for.
  package let queued: Int
  package let uncertain: Int
}

extension Store {
  /// Counts no further than `most` queued jobs.
  package func glance(atMost most: Int) throws(SQLiteError) -> Glance {
    try sql(
      """
      SELECT
        (SELECT count(*) FROM (
          SELECT 1 FROM jobs
          WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL LIMIT :most))
        + (SELECT count(*) FROM (
          SELECT 1 FROM jobs
          WHERE status = 'queued' AND run_after IS NOT NULL AND waits_for IS NULL LIMIT :most))
        + (SELECT count(*) FROM (
          SELECT 1 FROM jobs WHERE status = 'queued' AND waits_for IS NOT NULL LIMIT :most)),
        (SELECT count(*) FROM jobs WHERE status = 'uncertain')
      """
    ).first(most) { row throws(SQLiteError) in
      Glance(queued: min(row.int(0), most), uncertain: row.int(1))
    } ?? Glance(queued: 0, uncertain: 0)
  }
}
