import CSQLite

extension Connection {
  /// Compiles one statement, to be run any number of times.
  ///
  /// Values are given in the order of the parameters' numbers. `?1 ?2` carry theirs; names like
  /// `:id` are numbered as they first appear. Where that order would have to be counted out, `names`
  /// says the order in which the values will come:
  ///
  ///     let finish = try connection.prepare(
  ///       "UPDATE jobs SET status = :status WHERE id = :id", binding: ":id", ":status")
  ///     try finish.run(7, "completed")
  ///
  /// The names are looked up here, once. `persistent` is for statements that are kept.
  package func prepare(
    _ sql: String, binding names: String..., persistent: Bool = true
  ) throws(SQLiteError) -> Statement {
    var position = 0
    let first = try compile(sql, from: &position, binding: names, persistent: persistent)
    guard let first else { preconditionFailure("there is no statement in: \(sql)") }

    let second = try compile(sql, from: &position, binding: [], persistent: false)
    precondition(second == nil, "a prepared statement is one statement, this is more: \(sql)")
    return first
  }

  /// Runs a script of any number of statements, throwing away the rows they give.
  ///
  /// It stops at the first that fails; what ran before stays done, unless a transaction is around.
  package func execute(_ script: String) throws(SQLiteError) {
    var position = 0
    while position < script.utf8.count {
      let statement = try compile(script, from: &position, binding: [], persistent: false)
      try statement?.run()
    }
  }

  /// The statement that begins at the given byte, or nil where only blanks and comments are left.
  /// Moves `position` behind it.
  private func compile(
    _ sql: String, from position: inout Int, binding names: [String], persistent: Bool
  ) throws(SQLiteError) -> Statement? {
    var sql = sql
    var statement: OpaquePointer?
    let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
    let start = position
    // SAFETY: SQLite reads no byte past the given length and copies what it keeps; `tail` points
    // into the same bytes and is used while they are lent.
    let (result, end) = sql.withUTF8 { bytes in
      guard start < bytes.count, let first = bytes.baseAddress else {
        return (SQLITE_OK, bytes.count)
      }
      return unsafe first.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
        var tail: UnsafePointer<CChar>?
        let result = unsafe sqlite3_prepare_v3(
          handle, text + start, Int32(bytes.count - start), flags, &statement, &tail)
        let end = unsafe tail.map { tail in unsafe tail - text } ?? bytes.count
        // SQLite stops at a NUL wherever it is, and would quietly run half a script.
        let stopsAtNUL = unsafe end < bytes.count && bytes[end] == 0
        precondition(!stopsAtNUL, "there is a NUL in a script")
        return (result, end)
      }
    }
    guard result == SQLITE_OK else {
      let culprit = String(Substring(sql.utf8.dropFirst(start)))
      throw unsafe SQLiteError(result, on: handle, sql: culprit)
    }
    position = end
    guard let statement = unsafe statement else { return nil }
    return unsafe Statement(owning: statement, binding: names, counting: finalized)
  }
}
