package import SQLite

extension Store {
  /// Every setting that was set.
  package func settings() throws(SQLiteError) -> [String: String] {
    var settings: [String: String] = [:]
    try sql("SELECT key, value FROM settings").forEach { row throws(SQLiteError) in
      settings[row.text(0)] = row.text(1)
      return true
    }
    return settings
  }
}
