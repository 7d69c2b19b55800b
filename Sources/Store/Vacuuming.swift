package import SQLite

/// The size of a database file, and how much of it is unused.
package struct FileSize: Equatable, Sendable {
  package let bytes: Int64
  package let freeBytes: Int64
}

extension Store {
  package func fileSize() throws(StoreError) -> FileSize {
    try translating { () throws(SQLiteError) in try sizeOfFile() }
  }

  /// Whether so much is unused that the file should shrink. A queue that is at work frees and uses
  /// pages all the time: what it will want again soon is left to it.
  package func hasSpaceToSpare() throws(StoreError) -> Bool {
    guard try canGiveBack() else { return false }
    return try translating { () throws(SQLiteError) in
      let free = try connection.integer("PRAGMA freelist_count") ?? 0
      let all = try connection.integer("PRAGMA page_count") ?? 0
      return free > max(1024, all / 10)
    }
  }

  /// Cuts so many unused pages off the file's end. The file itself shrinks with a later checkpoint.
  package func giveBack(pages: Int) throws(SQLiteError) {
    try connection.execute("PRAGMA incremental_vacuum(\(pages))")
  }

  /// Whether the file can be made smaller bit by bit, as those that wavespool makes can.
  package func canGiveBack() throws(StoreError) -> Bool {
    try translating { () throws(SQLiteError) in
      try connection.integer("PRAGMA auto_vacuum") == 2
    }
  }

  /// Cuts unused pages off the file's end, some at a time so that nobody waits long for the lock.
  ///
  /// The file itself shrinks with the next checkpoint, which is the daemon's. Where none serves this
  /// database, it is made here, under the daemon's lock. A file that cannot shrink bit by bit is
  /// written anew, once, as one that can; that takes the daemon's lock, and fails without it.
  package func vacuum() throws(StoreError) {
    try refuseDamage()
    if try canGiveBack() {
      try cutUnusedPages()
      let lock: DaemonLock
      do throws(StoreError) { lock = try DaemonLock(database: path) } catch {
        if case .locked = error { return }
        throw error
      }
      try checkpointAll()
      withExtendedLifetime(lock) {}
    } else {
      let lock = try DaemonLock(database: path)
      try translating { () throws(SQLiteError) in
        try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        try connection.execute("VACUUM")
      }
      try checkpointAll()
      withExtendedLifetime(lock) {}
    }
  }

  /// To move the pages of a damaged file is to damage it more.
  private func refuseDamage() throws(StoreError) {
    let result = try translating { () throws(SQLiteError) in
      try connection.text("PRAGMA quick_check(1)")
    }
    guard result == "ok" else {
      throw .corrupt(path: path, detail: "'wavespool db check' says where")
    }
  }

  private func cutUnusedPages() throws(StoreError) {
    try translating { () throws(SQLiteError) in
      var left = try connection.integer("PRAGMA freelist_count") ?? 0
      while left > 0 {
        try giveBack(pages: 1000)
        let now = try connection.integer("PRAGMA freelist_count") ?? 0
        // Others may free as fast as we do: what is left then is theirs to reuse.
        if now >= left { break }
        left = now
      }
    }
  }

  private func checkpointAll() throws(StoreError) {
    try translating { () throws(SQLiteError) in _ = try connection.checkpoint(.truncate) }
  }
}
