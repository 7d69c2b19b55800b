package import SQLite
package import Spool

// What the API's bills say of our predictions, beside what we expected.

extension Store {
  /// Where nobody had said what it would cost, this is what it counts for from now on.
  package func recordCharge(
    of prediction: PredictionID, _ price: Money
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET charged_usd = :price, price_usd = coalesce(price_usd, :price)
      WHERE prediction_id = :prediction
      """
    ).run(price, prediction)
  }

  package func recordRefund(
    of prediction: PredictionID, _ price: Money
  ) throws(SQLiteError) {
    try sql("UPDATE attempts SET given_back_usd = :price WHERE prediction_id = :prediction")
      .run(price, prediction)
  }

  /// When one of the newest attempts has ended last; nil when none has.
  package func newestEnd() throws(SQLiteError) -> Timestamp? {
    try sql(
      """
      SELECT max(finished_at) FROM (
        SELECT finished_at FROM attempts INDEXED BY attempts_sent ORDER BY sent_at DESC LIMIT 100)
      """
    ).first { $0.optionalTime(0) } ?? nil
  }

  package func recordBillsRead(to moment: Timestamp) throws(SQLiteError) {
    try sql("UPDATE daemon SET bills_read_to = :moment WHERE id = 1").run(moment)
  }

  package func billsReadTo() throws(SQLiteError) -> Timestamp? {
    try sql("SELECT bills_read_to FROM daemon WHERE id = 1").first { $0.optionalTime(0) } ?? nil
  }
}
