package import SQLite
package import Spool

/// What a look at a sick queue needs, beside what `status` shows.
package struct Vitals: Equatable, Sendable {
  /// What is damaged, in SQLite's words; none when all is well.
  package let damage: [String]
  package let schema: Int64
  package let bytes: Int64
  package let freeBytes: Int64

  /// How often the API said 429 in the last day.
  package let throttled: Int

  /// When the newest thing happened.
  package let newestEvent: Timestamp?
}

extension Store {
  /// Reads the whole file, but not as closely as `checkup`.
  package func vitals(at now: Timestamp) throws(SQLiteError) -> Vitals {
    let page = try connection.integer("PRAGMA page_size") ?? 0
    let damage = try connection.prepare("PRAGMA quick_check(5)", persistent: false)
      .rows { row throws(SQLiteError) in row.text(0) }.flatMap(damageLines)
    return Vitals(
      damage: damage, schema: try connection.integer("PRAGMA user_version") ?? 0,
      bytes: page * (try connection.integer("PRAGMA page_count") ?? 0),
      freeBytes: page * (try connection.integer("PRAGMA freelist_count") ?? 0),
      throttled: try throttled(since: now - .seconds(86_400)),
      newestEvent: try lastEventTime())
  }

  private func throttled(since moment: Timestamp) throws(SQLiteError) -> Int {
    try sql("SELECT count(*) FROM attempts WHERE sent_at >= :moment AND outcome = 'throttled'")
      .first(moment) { $0.int(0) } ?? 0
  }

  /// Whether somebody holds a write transaction open for all of `patience`.
  package func isWriteLocked(for patience: Duration) throws(StoreError) -> Bool {
    let usual = connection.busyTimeout
    connection.busyTimeout = patience
    defer { connection.busyTimeout = usual }
    do throws(StoreError) {
      try writing { () throws(SQLiteError) in }
      return false
    } catch {
      if case .busy = error { return true }
      throw error
    }
  }
}
