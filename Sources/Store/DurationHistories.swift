package import SQLite
package import Spool

extension Store {
  /// How long each model's predictions took. A row that cannot be read is none.
  package func durationHistories() throws(SQLiteError) -> [ModelName: DurationHistory] {
    var histories: [ModelName: DurationHistory] = [:]
    try sql("SELECT model, slices FROM duration_histories").forEach { row throws(SQLiteError) in
      if let history = DurationHistory(row.text(1)) { histories[row.model(0)] = history }
      return true
    }
    return histories
  }

  package func setDurationHistory(
    _ history: DurationHistory, of model: ModelName
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO duration_histories (model, slices) VALUES (:model, :slices)
      ON CONFLICT (model) DO UPDATE SET slices = excluded.slices
      """
    ).run(model, history.text)
  }
}
