internal import CSQLite

extension Connection {
  /// How much the statements of this connection have done so far, those that are gone included: steps
  /// of SQLite's virtual machine, and those among them by which a whole table was walked or rows were
  /// sorted.
  ///
  /// The same work is the same number on every machine, however busy. That is what holds "costs the
  /// same with a million rows" to its word.
  package var effort: Effort {
    var effort = finalized.effort
    // SAFETY: the handle is open; the statements are listed and read before anything else can be
    // done on this connection, which one thread uses.
    var statement = unsafe sqlite3_next_stmt(handle, nil)
    while let found = unsafe statement {
      unsafe effort.add(found)
      // SAFETY: as above.
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

  /// The counters are read and not reset.
  @unsafe mutating func add(_ statement: OpaquePointer) {
    // SAFETY: the caller's statement is live; so in all three.
    steps += unsafe Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0))
    // SAFETY: as above.
    scanned += unsafe Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0))
    // SAFETY: as above.
    sorts += unsafe Int(sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 0))
  }

  package static func - (after: Effort, before: Effort) -> Effort {
    Effort(
      steps: after.steps - before.steps, scanned: after.scanned - before.scanned,
      sorts: after.sorts - before.sorts)
  }
}

/// What a connection's statements had done when they were let go of. Each statement holds it, because
/// it may outlive its connection.
final class FinalizedEffort {
  var effort = Effort(steps: 0, scanned: 0, sorts: 0)
}
