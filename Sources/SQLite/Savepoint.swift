extension Connection {
  /// Runs `body` as one step of the open transaction: when it throws, this step is undone and the
  /// steps before it stand.
  ///
  /// Some failures (a full disk among them) end the whole transaction; then this and every later
  /// savepoint throws, and so does the transaction around them. `isInTransaction` tells.
  ///
  /// > The ROLLBACK TO command reverts the state of the database back to what it was just after the
  /// > corresponding SAVEPOINT.
  ///
  /// The corresponding one is the newest of that name, so savepoints nest under one name. The name only has to be an identifier.
  package func savepoint<Result, Failure: SQLiteFailure>(
    _ name: StaticString, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try step(name, Failure.init, body)
  }

  /// The same for a body that throws whatever it likes, or nothing.
  package func savepoint<Result>(
    _ name: StaticString, _ body: () throws -> Result
  ) throws -> Result {
    try step(name, { $0 }, body)
  }

  private func step<Result, Failure: Error>(
    _ name: StaticString, _ failure: (SQLiteError) -> Failure, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let savepoint: SavepointStatements
    do throws(SQLiteError) {
      guard isInTransaction else { throw .transactionIsGone }
      savepoint = try savepointStatements(name)
      try savepoint.begin.run()
    } catch {
      throw failure(error)
    }

    let result: Result
    do throws(Failure) { result = try body() } catch {
      undo(savepoint)
      throw error
    }

    do throws(SQLiteError) {
      guard isInTransaction else { throw .transactionIsGone }
      try savepoint.release.run()
    } catch {
      undo(savepoint)
      throw failure(error)
    }
    return result
  }

  /// ROLLBACK TO undoes and leaves the savepoint open; RELEASE closes it.
  private func undo(_ savepoint: SavepointStatements) {
    guard isInTransaction else { return }
    do throws(SQLiteError) {
      try savepoint.rollBackTo.run()
      try savepoint.release.run()
    } catch {
      // Half a step must not be committed with the rest: better nothing is.
      rollBack()
    }
  }
}

/// Prepared once for each name, because a turn takes hundreds of steps.
final class SavepointStatements {
  private let name: StaticString
  let begin: Statement
  let release: Statement
  let rollBackTo: Statement

  init(_ name: StaticString, on connection: Connection) throws(SQLiteError) {
    self.name = name
    begin = try connection.prepare("SAVEPOINT \(name)")
    release = try connection.prepare("RELEASE \(name)")
    rollBackTo = try connection.prepare("ROLLBACK TO \(name)")
  }

  /// By address: the same literal is the same bytes, and a second copy of it does no harm.
  func isNamed(_ other: StaticString) -> Bool {
    // SAFETY: only the addresses are compared.
    unsafe name.utf8Start == other.utf8Start
  }
}
