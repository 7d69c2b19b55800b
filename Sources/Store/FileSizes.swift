import Glibc
package import SQLite

extension Store {
  /// The size of the database file, and how much of it is unused.
  package func sizeOfFile() throws(SQLiteError) -> FileSize {
    let page = try connection.integer("PRAGMA page_size") ?? 0
    return FileSize(
      bytes: page * (try connection.integer("PRAGMA page_count") ?? 0),
      freeBytes: page * (try connection.integer("PRAGMA freelist_count") ?? 0))
  }

  /// How long the write-ahead log is on the disk. Asked by name: opening and closing a file of the
  /// database would drop this process's locks.
  package var logLength: Int {
    var facts = stat()
    // SAFETY: path and facts live through the call.
    guard unsafe stat(path + "-wal", &facts) == 0 else { return 0 }
    return Int(facts.st_size)
  }
}
