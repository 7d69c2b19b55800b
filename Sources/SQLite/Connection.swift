import CSQLite

/// One connection to one database file. It is used by one thread, which is why it is not Sendable.
///
/// Closed when its owner lets go of it.
@safe package final class Connection {
  package enum Mode: Sendable {
    case readWriteCreate
    case readWrite
    case readOnly
  }

  let handle: OpaquePointer
  private var ownStatements: OwnStatements?
  private var savepoints: [SavepointStatements] = []
  let finalized = FinalizedEffort()

  /// How long a statement waits for another connection's lock before it fails with `busy`.
  package var busyTimeout: Duration {
    didSet { applyBusyTimeout() }
  }

  /// Opens the file at `path`, which is always a path: neither a URI nor `:memory:`.
  ///
  /// SQLite opens the file itself later: that it is no database shows at the first statement.
  package init(
    path: String, mode: Mode, busyTimeout: Duration = .zero, vfs: String? = nil
  ) throws(SQLiteError) {
    unsafe self.handle = try openDatabase(path, mode, vfs)
    self.busyTimeout = busyTimeout
    applyBusyTimeout()

    configure(SQLITE_DBCONFIG_DEFENSIVE, true)
    // SQLite 3.40 does not count its own JSON functions as innocuous: a schema that checks JSON,
    // as ours does, cannot even be read without trust. No function that could do harm is registered.
    configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, true)
    // "status" in double quotes is a column or an error, never quietly a string.
    configure(SQLITE_DBCONFIG_DQS_DML, false)
    configure(SQLITE_DBCONFIG_DQS_DDL, false)
  }

  /// > If sqlite3_close_v2() is called with unfinalized prepared statements … it returns SQLITE_OK
  /// > regardless, but instead of deallocating the database connection immediately, it marks the
  /// > database connection as an unusable "zombie" and makes arrangements to automatically
  /// > deallocate the database connection after all prepared statements are finalized
  ///
  /// So a `Statement` may outlive its connection, and the order of letting go does not matter.
  deinit {
    ownStatements = nil
    savepoints = []
    // SAFETY: the handle was opened in init, is closed only here, and nobody else holds it.
    unsafe sqlite3_close_v2(handle)
  }
}

extension Connection {
  /// Rows changed by the newest INSERT, UPDATE or DELETE; what triggers changed is not counted.
  package var changes: Int {
    // SAFETY: the handle is open for as long as self lives; so in all of this type.
    unsafe Int(sqlite3_changes64(handle))
  }

  package var lastInsertRowID: Int64 {
    // SAFETY: the handle is open.
    unsafe sqlite3_last_insert_rowid(handle)
  }

  /// Whether BEGIN was said and neither COMMIT, ROLLBACK nor a failure has ended it.
  package var isInTransaction: Bool {
    // SAFETY: the handle is open.
    unsafe sqlite3_get_autocommit(handle) == 0
  }

  /// The statements this connection needs for itself, prepared at the first need.
  func own() throws(SQLiteError) -> OwnStatements {
    if let ownStatements { return ownStatements }
    let prepared = try OwnStatements(on: self)
    ownStatements = prepared
    return prepared
  }

  /// Two names at most are in use, so looking through them costs less than hashing one.
  func savepointStatements(_ name: StaticString) throws(SQLiteError) -> SavepointStatements {
    for known in savepoints where known.isNamed(name) { return known }
    let prepared = try SavepointStatements(name, on: self)
    savepoints.append(prepared)
    return prepared
  }

  private func applyBusyTimeout() {
    // SAFETY: the handle is open.
    unsafe sqlite3_busy_timeout(handle, busyTimeout.wholeMilliseconds)
  }

  func configure(_ option: Int32, _ on: Bool) {
    // SAFETY: these options take an int and a pointer to int that may be null, as the shim does.
    let result = unsafe wavespool_sqlite_configure(handle, option, on ? 1 : 0)
    precondition(result == SQLITE_OK, "this SQLite is older than 3.40")
  }
}

extension Connection.Mode {
  var flags: Int32 {
    switch self {
    case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    case .readWrite: SQLITE_OPEN_READWRITE
    case .readOnly: SQLITE_OPEN_READONLY
    }
  }
}

extension Duration {
  /// Rounded up, so that a short wait does not become none.
  fileprivate var wholeMilliseconds: Int32 {
    let milliseconds = (self + .nanoseconds(999_999)) / .milliseconds(1)
    return Int32(min(max(milliseconds, 0), Double(Int32.max)))
  }
}
