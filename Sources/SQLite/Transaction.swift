import CSQLite

// A failure inside a transaction, in SQLite's words:
//
// > If certain kinds of errors occur on a statement within a multi-statement transaction (errors
// > including SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_BUSY, and SQLITE_INTERRUPT) then the
// > transaction might be rolled back automatically. The only way to find out whether SQLite
// > automatically rolled back the transaction after an error is to use [sqlite3_get_autocommit].
//
// The consequence: code that catches such an error and goes on is in autocommit mode without
// knowing it, and each of its next writes would be committed alone, while its caller believes in
// all or nothing. On a full disk that is the ordinary case, not the rare one. So while the body of
// `immediate` runs, a commit hook refuses every commit: writes after the loss fail with
// SQLITE_CONSTRAINT_COMMITHOOK, and the transaction as a whole throws.

extension Connection {
  /// Runs `body` in a write transaction: all of it is committed, or none.
  ///
  /// It takes the write lock at once and fails with `busy` when another holds it. It rolls back and
  /// throws when `body` throws and when the commit fails; the connection is then as before.
  /// The closure spells its type: `{ () throws(StoreError) in … }`.
  package func immediate<Result, Failure: SQLiteFailure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try transact(begin: beginImmediate, Failure.init, body)
  }

  /// The same for a body that throws whatever it likes, or nothing.
  package func immediate<Result>(_ body: () throws -> Result) throws -> Result {
    try transact(begin: beginImmediate, { $0 }, body)
  }

  /// Runs `body` on one unchanging state of the database: as it is at the first read.
  ///
  /// It waits for nobody and nobody waits for it, but the WAL cannot be reset meanwhile: never
  /// around waiting or printing.
  package func reading<Result, Failure: SQLiteFailure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try transact(begin: begin, Failure.init, body)
  }

  /// The same for a body that throws whatever it likes, or nothing.
  package func reading<Result>(_ body: () throws -> Result) throws -> Result {
    try transact(begin: begin, { $0 }, body)
  }

  private func transact<Result, Failure: Error>(
    begin: () throws(SQLiteError) -> Void, _ failure: (SQLiteError) -> Failure,
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(!isInTransaction, "a transaction is open already; inside it, use a savepoint")
    do throws(SQLiteError) { try begin() } catch { throw failure(error) }
    defer { allowCommits() }

    let result: Result
    do throws(Failure) { result = try body() } catch {
      rollBack()
      throw error
    }

    do throws(SQLiteError) { try commit() } catch {
      rollBack()
      throw failure(error)
    }
    return result
  }

  private func begin() throws(SQLiteError) {
    try own().begin.run()
  }

  private func beginImmediate() throws(SQLiteError) {
    try own().beginImmediate.run()
    // SAFETY: the hook captures nothing, and the handle is open.
    unsafe sqlite3_commit_hook(handle, { _ in 1 }, nil)
  }

  private func allowCommits() {
    // SAFETY: the handle is open; a null hook is none.
    unsafe sqlite3_commit_hook(handle, nil, nil)
  }

  /// > When COMMIT fails in this way [busy], the transaction remains active and the COMMIT can be
  /// > retried later after the reader has had a chance to clear.
  ///
  /// We do not retry: the daemon's turn rolls back and tries as a whole.
  private func commit() throws(SQLiteError) {
    guard isInTransaction else { throw .transactionIsGone }
    allowCommits()
    try own().commit.run()
  }

  /// Ends the transaction, if SQLite has not done so itself. Commits stay refused: `body` may still
  /// be running.
  func rollBack() {
    guard isInTransaction else { return }
    // A ROLLBACK that fails has nothing to add to the error that led here, and in SQLite the
    // transaction is over all the same.
    try? own().rollback.run()
  }
}
