import Migrations
package import SQLite

extension Store {
  /// The daemon's one write transaction of a turn: all its decisions, or none.
  ///
  /// Checks first that the database is still the daemon's own: another daemon's epoch, or a newer
  /// schema, ends this daemon before it writes a word.
  package func turn<Result>(
    epoch: Int64, _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    do throws(TurnFailure) {
      return try connection.immediate { () throws(TurnFailure) in
        try checkOwnership(epoch)
        do throws(SQLiteError) { return try body() } catch { throw TurnFailure(error) }
      }
    } catch {
      switch error {
      case .sqlite(let error): throw StoreError(error, path: path)
      case .takenOver: throw .takenOver(path: path)
      case .migrated(let version): throw .newer(path: path, version: version)
      }
    }
  }

  private func checkOwnership(_ epoch: Int64) throws(TurnFailure) {
    let found: (epoch: Int64, version: Int64)
    do throws(SQLiteError) {
      found = (try currentEpoch(), try sql("PRAGMA user_version").first { $0.int64(0) } ?? 0)
    } catch {
      throw TurnFailure(error)
    }
    guard found.epoch == epoch else { throw .takenOver }
    guard found.version == Migrations.newest else { throw .migrated(found.version) }
  }

  /// Runs one decision of a turn. When a constraint refuses it, it alone is undone.
  package func decision<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    try connection.savepoint("decision", body)
  }

  package func currentEpoch() throws(SQLiteError) -> Int64 {
    try sql("SELECT epoch FROM daemon WHERE id = 1").first { $0.int64(0) } ?? 0
  }
}

private enum TurnFailure: SQLiteFailure {
  case sqlite(SQLiteError)
  case takenOver
  case migrated(Int64)

  init(_ error: SQLiteError) {
    self = .sqlite(error)
  }
}
