import SQLite

/// The size of a database file, and how much of it is unused.
package struct FileSize: Equatable, Sendable {
  package let bytes: Int64
  package let freeBytes: Int64
}

extension Store {
  package func fileSize() throws(StoreError) -> FileSize {
    try translating { () throws(SQLiteError) in
      let page = try connection.integer("PRAGMA page_size") ?? 0
      return FileSize(
        bytes: page * (try connection.integer("PRAGMA page_count") ?? 0),
        freeBytes: page * (try connection.integer("PRAGMA freelist_count") ?? 0))
    }
  }

  /// Cuts unused pages off the file's end, some at a time so that nobody waits long for the lock.
  ///
  /// The file itself shrinks with the next checkpoint, which is the daemon's. Where none serves this
  /// database, it is made here, under the daemon's lock.
  package func vacuum() throws(StoreError) {
    try translating { () throws(SQLiteError) in
      var left = try connection.integer("PRAGMA freelist_count") ?? 0
      while left > 0 {
        try connection.execute("PRAGMA incremental_vacuum(1000)")
        let now = try connection.integer("PRAGMA freelist_count") ?? 0
        // Others may free as fast as we do: what is left then is theirs to reuse.
        if now >= left { break }
        left = now
      }
    }
    let lock: DaemonLock
    do throws(StoreError) {
      lock = try DaemonLock(database: path)
    } catch {
      if case .locked = error { return }
      throw error
    }
    try translating { () throws(SQLiteError) in _ = try connection.checkpoint(.truncate) }
    withExtendedLifetime(lock) {}
  }
}
