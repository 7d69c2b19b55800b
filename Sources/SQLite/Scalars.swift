// One value from one row: pragmas, counts. Compiled each time; what is asked often is prepared.

extension Connection {
  /// The first column of the first row; nil when it is NULL or there is no row.
  package func integer<each Value: Bindable>(
    _ sql: String, _ values: repeat each Value
  ) throws(SQLiteError) -> Int64? {
    let statement = try prepare(sql, persistent: false)
    return try statement.first(repeat each values) { row in row.optionalInt64(0) } ?? nil
  }

  /// The first column of the first row; nil when it is NULL or there is no row.
  package func text<each Value: Bindable>(
    _ sql: String, _ values: repeat each Value
  ) throws(SQLiteError) -> String? {
    let statement = try prepare(sql, persistent: false)
    return try statement.first(repeat each values) { row in row.optionalText(0) } ?? nil
  }
}
