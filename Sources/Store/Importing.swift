package import SQLite
package import Spool

/// A content that was imported before.
package struct PastImport: Equatable, Sendable {
  package let at: Timestamp?
  package let jobs: Int
}

/// What an import did.
package struct Imported: Equatable, Sendable {
  package var added = 0

  /// Not added: a job that has not ended holds their key.
  package var taken = 0
  package var first: JobID?
  package var last: JobID?

  package init() {}
}

extension Store {
  package func pastImport(_ digest: String) throws(SQLiteError) -> PastImport? {
    try sql("SELECT at, jobs FROM imports WHERE digest = :digest").first(digest) { row in
      PastImport(at: row.optionalTime(0), jobs: row.int(1))
    }
  }

  /// Adds all jobs and remembers the content they came from. To be called in one transaction.
  package func add(
    _ jobs: [NewJob], from digest: String, at now: Timestamp
  ) throws(SQLiteError) -> Imported {
    var imported = Imported()
    for job in jobs {
      switch try enqueue(job) {
      case .added(let id):
        imported.added += 1
        imported.first = imported.first ?? id
        imported.last = id
      case .taken:
        imported.taken += 1
      }
    }
    try sql(
      """
      INSERT INTO imports (digest, at, jobs) VALUES (:digest, :now, :jobs)
      ON CONFLICT (digest) DO UPDATE SET at = excluded.at, jobs = excluded.jobs
      """
    ).run(digest, now, imported.added)
    return imported
  }
}
