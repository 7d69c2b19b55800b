import Migrations
package import SQLite

extension Store {
  /// The daemon's one write transaction of a turn: all its decisions, or none.
  ///
  /// Checks first that the database is still the daemon's own: another daemon's epoch, a newer schema,
  /// or a state in which it is not `commits` of daemons old, ends this daemon before it writes a word.
  /// A shell's `.restore` puts an older state into the same file, and all that was paid for since is
  /// queued in it.
  package func turn<Result>(
    epoch: Int64, commits: inout Int64, _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    do throws(TurnFailure) {
      let result = try connection.immediate { () throws(TurnFailure) in
        try checkOwnership(epoch, commits)
        do throws(SQLiteError) {
          let result = try body()
          try sql("UPDATE daemon SET commits = :commits WHERE id = 1").run(commits + 1)
          return result
        } catch { throw TurnFailure(error) }
      }
      commits += 1
      return result
    } catch {
      switch error {
      case .sqlite(let error): throw StoreError(error, path: path)
      case .takenOver: throw .takenOver(path: path)
      case .replaced: throw .replaced(path: path)
      case .migrated(let version): throw .newer(path: path, version: version)
      }
    }
  }

  private func checkOwnership(_ epoch: Int64, _ commits: Int64) throws(TurnFailure) {
    let found: (epoch: Int64, commits: Int64)
    let version: Int64
    do throws(SQLiteError) {
      found =
        try sql("SELECT epoch, commits FROM daemon WHERE id = 1").first {
          ($0.int64(0), $0.int64(1))
        } ?? (0, 0)
      version = try sql("PRAGMA user_version").first { $0.int64(0) } ?? 0
    } catch {
      throw TurnFailure(error)
    }
    guard found.epoch <= epoch else { throw .takenOver }
    guard version == Migrations.newest else { throw .migrated(version) }
    guard found == (epoch, commits) else { throw .replaced }
  }

  /// Runs one decision of a turn. When a constraint refuses it, it alone is undone.
  package func decision<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    try connection.savepoint("decision", body)
  }

  /// How often daemons have committed to it.
  package func commits() throws(SQLiteError) -> Int64 {
    try sql("SELECT commits FROM daemon WHERE id = 1").first { $0.int64(0) } ?? 0
  }

  package func currentEpoch() throws(SQLiteError) -> Int64 {
    try sql("SELECT epoch FROM daemon WHERE id = 1").first { $0.int64(0) } ?? 0
  }
}

private enum TurnFailure: SQLiteFailure {
  case sqlite(SQLiteError)
  case takenOver
  case replaced
  case migrated(Int64)

  init(_ error: SQLiteError) {
    self = .sqlite(error)
  }
}
