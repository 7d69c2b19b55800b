import CSQLite

/// Opens `path` and answers the open handle, which is the caller's to close.
///
/// > SQLITE_OPEN_NOMUTEX: The new database connection will use the "multi-thread" threading mode.
/// > This means that separate threads are allowed to use SQLite at the same time, as long as each
/// > thread is using a different database connection.
///
/// A `Connection` is not Sendable, so the compiler keeps that promise and SQLite need not lock.
func openDatabase(
  _ path: String, _ mode: Connection.Mode, _ vfs: String?
) throws(SQLiteError) -> OpaquePointer {
  // A C string ends at the first NUL: another file would be opened.
  guard !path.isEmpty, !path.utf8.contains(0) else {
    throw SQLiteError(SQLITE_CANTOPEN, "not a path to a database: \(path.debugDescription)")
  }

  _ = countsNoMemory
  var handle: OpaquePointer?
  let flags = mode.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
  // SAFETY: the strings live through the call; SQLite copies what it keeps.
  let result = unsafe sqlite3_open_v2(neverAURI(path), &handle, flags, vfs)
  if result == SQLITE_OK, let handle = unsafe handle { return unsafe handle }

  // > Whether or not an error occurs when it is opened, resources associated with the database
  // > connection handle should be released by passing it to sqlite3_close() when it is no longer
  // > required.
  let error = unsafe SQLiteError(result, on: handle)
  // SAFETY: closing null is allowed, and nobody else has seen the handle.
  unsafe sqlite3_close_v2(handle)
  throw error
}

/// > If sqlite3_config() is called after sqlite3_initialize() and before sqlite3_shutdown() then it
/// > will return SQLITE_MISUSE.
///
/// So it is said once, before the first database of the process is opened. SQLite counts what it
/// allocates under a lock that all connections share: a twentieth of what the daemon does for a
/// job, for a number that nobody asks for. Where SQLite runs already it goes on counting, no harm.
private let countsNoMemory = wavespool_sqlite_count_no_memory() == SQLITE_OK

/// > URI filename interpretation is enabled if the SQLITE_OPEN_URI flag is set …, or if it has been
/// > enabled globally using the SQLITE_CONFIG_URI option … or by the SQLITE_USE_URI compile-time
/// > option.
///
/// Debian does compile it in: `file:a?mode=memory` would not be a file. Nor would `:memory:`. A path
/// that begins at a directory is taken as it is.
private func neverAURI(_ path: String) -> String {
  path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
}
