package import SQLite
package import Spool

/// What there is to know beforehand of the price of queuing a job again.
package struct Prospect: Equatable, Sendable {
  package let model: ModelName

  /// Nil where the price is known.
  package let input: String?
  package let price: Money?
  package let maxPrice: Money?

  /// Whether its newest prediction lives or has its result: that is taken up, and nothing is paid.
  package let isTakenUp: Bool
}

extension Store {
  /// Of these jobs, as far as they exist, if they were queued again now.
  package func prospects(_ ids: [JobID]) throws(SQLiteError) -> [Prospect] {
    let list = jsonList(ids)
    return try sql(
      """
      SELECT model, CASE WHEN price_usd IS NULL THEN input END, price_usd, max_price_usd,
             coalesce((SELECT outcome IN ('sending', 'uncertain', 'accepted', 'completed')
                       FROM attempts WHERE job_id = jobs.id ORDER BY number DESC LIMIT 1), 0)
      FROM json_each(:ids) AS wanted JOIN jobs ON jobs.id = wanted.value
      """
    ).rows(list) { row throws(SQLiteError) in
      Prospect(
        model: row.model(0), input: row.optionalText(1), price: row.optionalMoney(2),
        maxPrice: row.optionalMoney(3), isTakenUp: row.bool(4))
    }
  }
}
