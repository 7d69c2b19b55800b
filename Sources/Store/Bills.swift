package import SQLite
package import Spool

// What the API's bills say of our predictions, beside what we expected.

extension Store {
  package func recordCharge(
    of prediction: PredictionID, _ price: Money
  ) throws(SQLiteError) {
    try sql("UPDATE attempts SET charged_usd = :price WHERE prediction_id = :prediction")
      .run(price, prediction)
  }

  package func recordRefund(
    of prediction: PredictionID, _ price: Money
  ) throws(SQLiteError) {
    try sql("UPDATE attempts SET given_back_usd = :price WHERE prediction_id = :prediction")
      .run(price, prediction)
  }

  package func recordBillsRead(to moment: Timestamp) throws(SQLiteError) {
    try sql("UPDATE daemon SET bills_read_to = :moment WHERE id = 1").run(moment)
  }

  package func billsReadTo() throws(SQLiteError) -> Timestamp? {
    try sql("SELECT bills_read_to FROM daemon WHERE id = 1").first { $0.optionalTime(0) } ?? nil
  }
}
