extension Connection {
  /// A number that changes when another connection, of any process, has committed.
  ///
  /// > The integer values returned by two invocations of "PRAGMA data_version" from the same
  /// > connection will be different if changes were committed to the database by any other
  /// > connection in the interim. The "PRAGMA data_version" value is unchanged for commits made on
  /// > the same database connection.
  ///
  /// So it is compared with this connection's own earlier answer and with nothing else, and our own
  /// commits wake nobody. Cheap enough to ask in every turn. Inside a transaction it stands still.
  package func dataVersion() throws(SQLiteError) -> Int64 {
    // A pragma that reads the header always has its one row.
    try own().dataVersion.first { row in row.int64(0) } ?? 0
  }
}
