package import SQLite
package import Spool

/// Something that somebody other than the daemon did.
package struct PeopleChange: Equatable, Sendable {
  package let event: Int64
  package let job: JobID?
  package let kind: EventKind
}

extension Store {
  /// The first `count` things that people did since `event`: by command or by hand, to jobs that exist.
  ///
  /// New jobs are not among it: they are found by looking who is ready.
  package func peopleChanges(
    since event: Int64, atMost count: Int
  ) throws(SQLiteError) -> [PeopleChange] {
    try sql(
      """
      SELECT id, job_id, kind FROM events
      WHERE id > :event AND actor <> 'daemon' AND kind <> 'enqueued'
      ORDER BY id LIMIT :count
      """
    ).rows(event, count) { row throws(SQLiteError) in
      PeopleChange(
        event: row.int64(0), job: row.optionalInt64(1).map { JobID($0) },
        kind: EventKind(rawValue: row.text(2)) ?? .edited)
    }
  }

  /// The newest event there ever was, one that has gone with its job included.
  package func newestEvent() throws(SQLiteError) -> Int64 {
    try sql("SELECT seq FROM sqlite_sequence WHERE name = 'events'").first { $0.int64(0) } ?? 0
  }
}
