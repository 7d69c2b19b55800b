import CSQLite

/// One prepared statement, finalized exactly once: when its owner lets go of it.
///
/// Running it changes nothing that Swift sees, so it works as a `let`. After each run it is reset
/// and its bindings are cleared: it holds no lock, no snapshot and no copy of a job's input.
@safe package struct Statement: ~Copyable {
  let handle: OpaquePointer
  let parameterCount: Int32

  /// Where the caller's values go; empty when they come in the order of the parameters' numbers.
  let order: [Int32]

  private let finalized: FinalizedEffort

  init(
    owning handle: OpaquePointer, binding names: [String], counting finalized: FinalizedEffort
  ) {
    unsafe self.handle = handle
    self.finalized = finalized
    // SAFETY: the handle is a live statement and now ours alone.
    parameterCount = unsafe sqlite3_bind_parameter_count(handle)
    order = names.map { name in
      // SAFETY: the handle is live; the name lives through the call.
      let index = unsafe sqlite3_bind_parameter_index(handle, name)
      precondition(index > 0, "the statement has no parameter \(name)")
      return index
    }
    precondition(
      names.isEmpty || Set(order).count == parameterCount && order.count == parameterCount,
      "the names given are not exactly the statement's parameters")
  }

  deinit {
    // SAFETY: the handle is live until the next line but one.
    unsafe finalized.effort.add(handle)
    // SAFETY: the handle is ours alone, and this happens once.
    unsafe sqlite3_finalize(handle)
  }
}

// The steps of a run.
extension Statement {
  func binder() -> Binder {
    // SAFETY: the handle is live while self is borrowed.
    let isBeingRead = unsafe sqlite3_stmt_busy(handle) != 0
    precondition(!isBeingRead, "a statement cannot be run from inside its own rows")
    return unsafe Binder(handle, order: order, parameterCount: parameterCount)
  }

  /// Checks that each parameter got its value.
  func settle(_ binder: consuming Binder) throws(SQLiteError) {
    precondition(
      binder.count == parameterCount,
      "the statement has \(parameterCount) parameters, it was given \(binder.count) values")
    guard binder.result == SQLITE_OK else {
      let error = failure(binder.result)
      abandon()
      throw error
    }
  }

  /// Whether there is a row. After an error the statement is ready to be run again.
  func step() throws(SQLiteError) -> Bool {
    // SAFETY: the handle is live while self is borrowed.
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let result:
      let error = failure(result)
      abandon()
      throw error
    }
  }

  var row: Row {
    unsafe Row(handle)
  }

  /// Ends a run that has gone well so far.
  ///
  /// > If an INSERT statement with a RETURNING clause is only stepped one time, that one call to
  /// > sqlite3_step(S) might return SQLITE_ROW but the overall statement might still fail and the
  /// > sqlite3_reset(S) call might return SQLITE_BUSY if locking constraints prevent the database
  /// > change from committing. Therefore, it is important that applications check the return code
  /// > from sqlite3_reset(S).
  ///
  /// So this throws too.
  func finish() throws(SQLiteError) {
    // SAFETY: the handle is live while self is borrowed.
    let result = unsafe sqlite3_reset(handle)
    let error = result == SQLITE_OK ? nil : failure(result)
    // SAFETY: as above. The result is always SQLITE_OK.
    unsafe sqlite3_clear_bindings(handle)
    if let error { throw error }
  }

  /// Ends a run that has failed; its error is known already, and is what reset would say again.
  func abandon() {
    // SAFETY: the handle is live while self is borrowed.
    unsafe sqlite3_reset(handle)
    // SAFETY: as above.
    unsafe sqlite3_clear_bindings(handle)
  }

  private func failure(_ result: Int32) -> SQLiteError {
    // SAFETY: the statement's connection lives at least as long as the statement.
    let database = unsafe sqlite3_db_handle(handle)
    // SAFETY: the text lives as long as the statement; it is copied.
    let sql = unsafe sqlite3_sql(handle).map { text in unsafe String(cString: text) }
    return unsafe SQLiteError(result, on: database, sql: sql)
  }
}
