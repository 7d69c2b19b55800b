import CSQLite

/// A failure of SQLite, in SQLite's words.
package struct SQLiteError: Error, Equatable, Sendable {
  package let code: ErrorCode

  /// The finer code: which kind of constraint, which step of which IO.
  package let extendedCode: Int32

  /// SQLite's sentence, or what a trigger's `RAISE` said.
  package let message: String

  /// The statement, with its parameters' names and not their values.
  package let sql: String?

  init(_ extendedCode: Int32, _ message: String, sql: String? = nil) {
    self.code = ErrorCode(extended: extendedCode)
    self.extendedCode = extendedCode
    self.message = message
    self.sql = sql
  }

  /// `result` as it just came back from a call on `database`.
  ///
  /// > If the most recent sqlite3_* API call associated with database connection D failed, then the
  /// > sqlite3_errcode(D) interface returns the numeric result code … for that API call. …
  /// > The values returned by sqlite3_errcode() … might change with each API call.
  ///
  /// So this is made right after the call that failed, before anything is reset or rolled back.
  init(_ result: Int32, on database: OpaquePointer?, sql: String? = nil) {
    // SAFETY: a null handle is allowed: SQLite answers it with "out of memory". The words are
    // copied before any other call on the connection can replace them.
    let message = unsafe String(cString: sqlite3_errmsg(database))
    self.init(result, message, sql: sql)
  }

  /// A rule that the caller checks and SQLite cannot: it ends a transaction like a CHECK of its own.
  package static func constraint(_ words: String) -> SQLiteError {
    SQLiteError(SQLITE_CONSTRAINT, words)
  }

  /// There is no transaction where one was promised.
  static let transactionIsGone = SQLiteError(
    SQLITE_ABORT | 2 << 8,  // SQLITE_ABORT_ROLLBACK, a macro that Swift cannot import
    "no transaction is open, or an earlier failure has rolled it back")
}

/// An error that can carry one of SQLite's. Closures run inside a transaction throw such an error,
/// so that one type comes out whether the body failed or the commit.
package protocol SQLiteFailure: Error {
  init(_ error: SQLiteError)
}

extension SQLiteError: SQLiteFailure {
  package init(_ error: SQLiteError) {
    self = error
  }
}
