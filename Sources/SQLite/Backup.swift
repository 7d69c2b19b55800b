import CSQLite

package struct BackupProgress: Equatable, Sendable {
  package let remainingPages: Int
  package let totalPages: Int
}

extension Connection {
  /// Copies this database over `destination`, some pages a step, while others go on using it.
  ///
  /// > If the source database is modified by an external process or via a database connection other
  /// > than the one being used by the backup operation, then the backup will be automatically
  /// > restarted by the next call to sqlite3_backup_step().
  ///
  /// On a busy queue that may never end. Called inside `reading`, after a first read, it copies that
  /// one snapshot and is not restarted; the WAL grows meanwhile.
  ///
  /// When it fails or `progress` throws, `destination` is as it was before.
  package func backup(
    to destination: Connection, pagesPerStep: Int32 = 256,
    progress: (BackupProgress) throws(SQLiteError) -> Void = { _ in }
  ) throws(SQLiteError) {
    let backup = try Backup(from: self, to: destination)
    while try backup.step(pages: pagesPerStep) {
      try progress(backup.progress)
    }
    try progress(backup.progress)
  }
}

/// > The sqlite3_backup_finish() interfaces releases all resources associated with the
/// > sqlite3_backup object. If sqlite3_backup_step() has not yet returned SQLITE_DONE, then any
/// > active write-transaction on the destination database is rolled back.
@safe private struct Backup: ~Copyable {
  private let handle: OpaquePointer

  /// > If an error occurs within sqlite3_backup_init(D,N,S,M), then NULL is returned and an error
  /// > code and error message are stored in the destination database connection D.
  init(from source: Connection, to destination: Connection) throws(SQLiteError) {
    // SAFETY: both handles are open, and stay so: the caller holds both connections.
    let backup = unsafe sqlite3_backup_init(destination.handle, "main", source.handle, "main")
    guard let backup = unsafe backup else {
      // SAFETY: the destination is open.
      let result = unsafe sqlite3_extended_errcode(destination.handle)
      throw unsafe SQLiteError(result, on: destination.handle)
    }
    unsafe handle = backup
  }

  deinit {
    // SAFETY: finished once. What it answers is the error that `step` has thrown already.
    unsafe sqlite3_backup_finish(handle)
  }

  /// Whether there is more to do.
  func step(pages: Int32) throws(SQLiteError) -> Bool {
    // SAFETY: the backup is live until deinit.
    switch unsafe sqlite3_backup_step(handle, pages) {
    case SQLITE_OK: return true
    case SQLITE_DONE: return false
    case let result:
      // The connections' own messages may be about something else; the code's text is not.
      // SAFETY: the text is static.
      throw SQLiteError(result, unsafe String(cString: sqlite3_errstr(result)))
    }
  }

  /// As of the newest step.
  var progress: BackupProgress {
    // SAFETY: the backup is live until deinit.
    unsafe BackupProgress(
      remainingPages: Int(sqlite3_backup_remaining(handle)),
      totalPages: Int(sqlite3_backup_pagecount(handle)))
  }
}
