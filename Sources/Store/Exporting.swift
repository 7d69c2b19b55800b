package import SQLite
package import Spool

/// Which jobs are exported; what is nil does not matter.
package struct ExportSelection: Equatable, Sendable {
  package var statuses: [Status]?
  package var model: ModelName?
  package var tag: String?
  package var since: Timestamp?

  package init() {}
}

extension Store {
  /// The next jobs of a selection, in the order of their ids. A page at a time, so that nothing is
  /// held while the last one is written.
  package func page(
    of selection: ExportSelection, after id: JobID, count: Int
  ) throws(SQLiteError) -> [JobRow] {
    try sql(
      """
      SELECT jobs.* FROM jobs
      WHERE id > :after
        AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
        AND (:model IS NULL OR model = :model)
        AND (:tag IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = :tag))
        AND (:since IS NULL OR created_at >= :since)
      ORDER BY id LIMIT :count
      """
    ).rows(
      id, selection.statuses.map { jsonArray($0.map(\.rawValue)) }, selection.model,
      selection.tag, selection.since, count
    ) { row throws(SQLiteError) in JobRow(row) }
  }
}
