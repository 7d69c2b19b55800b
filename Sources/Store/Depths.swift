package import SQLite

/// How many jobs wait, and how many nobody knows the fate of.
package struct Depths: Equatable, Sendable {
  package let queued: Int
  package let uncertain: Int
}

extension Store {
  /// Counts no further than `most` queued jobs: a glance must cost the same whatever lies there.
  package func depths(atMost most: Int) throws(SQLiteError) -> Depths {
    try sql(
      """
      SELECT
        (SELECT count(*) FROM (SELECT 1 FROM jobs
                               WHERE status = 'queued' AND run_after IS NULL LIMIT :most))
        + (SELECT count(*) FROM (SELECT 1 FROM jobs
                                 WHERE status = 'queued' AND run_after IS NOT NULL LIMIT :most)),
        (SELECT count(*) FROM jobs WHERE status = 'uncertain')
      """
    ).first(most) { row throws(SQLiteError) in
      Depths(queued: min(row.int(0), most), uncertain: row.int(1))
    } ?? Depths(queued: 0, uncertain: 0)
  }
}
