internal import CSQLite

extension Connection {
  /// How much the statements that are prepared now have done so far: steps of SQLite's virtual
  /// machine, and those among them by which a whole table was walked or rows were sorted.
  ///
  /// The same work is the same number on every machine, however busy. That is what holds "costs the
  /// same with a million rows" to its word.
  package var effort: Effort {
    var effort = Effort(steps: 0, scanned: 0, sorts: 0)
    // SAFETY: the handle is open; the statements are listed and read before anything else can be
    // done on this connection, which one thread uses.
    var statement = unsafe sqlite3_next_stmt(handle, nil)
    while let found = unsafe statement {
      // SAFETY: as above; the counters are read and not reset.
      effort.steps += unsafe Int(sqlite3_stmt_status(found, SQLITE_STMTSTATUS_VM_STEP, 0))
      effort.scanned += unsafe Int(sqlite3_stmt_status(found, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0))
      effort.sorts += unsafe Int(sqlite3_stmt_status(found, SQLITE_STMTSTATUS_SORT, 0))
      unsafe statement = sqlite3_next_stmt(handle, found)
    }
    return effort
  }
}

/// What a connection has done, counted by SQLite.
package struct Effort: Equatable, Sendable {
  package var steps: Int
  package var scanned: Int
  package var sorts: Int

  package static func - (after: Effort, before: Effort) -> Effort {
    Effort(
      steps: after.steps - before.steps, scanned: after.scanned - before.scanned,
      sorts: after.sorts - before.sorts)
  }
}
