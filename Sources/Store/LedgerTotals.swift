package import SQLite
package import Spool

/// What the ledger adds up to, for one model and one outcome.
package struct LedgerTotal: Equatable, Sendable {
  package let model: ModelName
  package let outcome: Outcome
  package let attempts: Int
  package let polls: Int

  /// Expected, without what the API gives back for its own failures.
  package let price: Money

  /// Attempts that may cost and whose price nobody knows.
  package let unknownPrices: Int

  /// What the API's bills say.
  package let charged: Money
  package let givenBack: Money
}

extension Store {
  /// Reads the whole ledger once.
  package func ledgerTotals() throws(SQLiteError) -> [LedgerTotal] {
    try sql(
      """
      SELECT model, outcome, count(*), sum(polls), total(iif(refunded, 0, price_usd)),
             sum(price_usd IS NULL), total(charged_usd), total(given_back_usd)
      FROM attempts GROUP BY model, outcome ORDER BY model, outcome
      """
    ).rows { row throws(SQLiteError) in
      LedgerTotal(
        model: row.model(0), outcome: Outcome(rawValue: row.text(1)) ?? .uncertain,
        attempts: row.int(2), polls: row.int(3), price: row.optionalMoney(4) ?? .zero,
        unknownPrices: row.int(5), charged: row.optionalMoney(6) ?? .zero,
        givenBack: row.optionalMoney(7) ?? .zero)
    }
  }
}
