package import SQLite
package import Spool

/// What was or may have been charged for a model, on a day or under a tag.
package struct Spending: Equatable, Sendable {
  /// The model's name, the day or the tag.
  package let group: String
  package let attempts: Int

  /// How many of them completed.
  package let completed: Int
  package let spent: Money

  /// What of it brought nothing and is not given back.
  package let failed: Money
  package let pending: Money

  /// Attempts whose price nobody knows.
  package let unknown: Int

  /// How many the API's bills name, and how much more they say than was expected.
  package let billed: Int
  package let difference: Money

  fileprivate init(_ row: borrowing Row) {
    group = row.text(0)
    attempts = row.int(1)
    completed = row.int(2)
    spent = row.optionalMoney(3) ?? .zero
    failed = row.optionalMoney(4) ?? .zero
    pending = row.optionalMoney(5) ?? .zero
    unknown = row.int(6)
    billed = row.int(7)
    difference = row.optionalMoney(8) ?? .zero
  }
}

extension Store {
  /// In the order of their names. A job with two tags counts for each.
  package func spending(
    by grouping: Grouping = .model, _ filter: JobFilter = JobFilter()
  ) throws(SQLiteError) -> [Spending] {
    switch grouping {
    case .model, .day: try spendingByColumn(grouping, filter)
    case .tag: try spendingByTag(filter)
    }
  }

  private func spendingByColumn(
    _ grouping: Grouping, _ filter: JobFilter
  ) throws(SQLiteError) -> [Spending] {
    try sql(
      """
      SELECT CASE :by WHEN 'day' THEN day ELSE model END, count(*), sum(completed),
             total(spent_usd), total(failed_usd), total(pending_usd), sum(price_usd IS NULL),
             count(difference_usd), total(difference_usd)
      FROM costs
      WHERE (:model IS NULL OR model = :model) AND (:since IS NULL OR sent_at >= :since)
        AND (:tag IS NULL OR EXISTS (
             SELECT 1 FROM jobs, json_each(jobs.tags) WHERE jobs.id = job_id AND value = :tag))
      GROUP BY 1 ORDER BY 1
      """
    ).rows(grouping, filter.model, filter.since, filter.tag) { Spending($0) }
  }

  private func spendingByTag(_ filter: JobFilter) throws(SQLiteError) -> [Spending] {
    try sql(
      """
      SELECT tag.value, count(*), sum(completed), total(spent_usd), total(failed_usd),
             total(pending_usd), sum(costs.price_usd IS NULL), count(difference_usd),
             total(difference_usd)
      FROM costs JOIN jobs ON jobs.id = costs.job_id JOIN json_each(jobs.tags) AS tag
      WHERE (:model IS NULL OR costs.model = :model) AND (:since IS NULL OR sent_at >= :since)
        AND (:tag IS NULL OR EXISTS (SELECT 1 FROM json_each(jobs.tags) WHERE value = :tag))
      GROUP BY 1 ORDER BY 1
      """
    ).rows(filter.model, filter.since, filter.tag) { Spending($0) }
  }

  /// By model, of that day alone: finds it by the index, where the view reads the whole ledger.
  package func spending(on day: Timestamp) throws(SQLiteError) -> [Spending] {
    try sql(
      """
      SELECT model, count(*), sum(completed), total(spent_usd), total(failed_usd),
             total(pending_usd), sum(price_usd IS NULL), count(difference_usd),
             total(difference_usd)
      FROM costs WHERE sent_at >= :day AND day = :day GROUP BY model ORDER BY model
      """
    ).rows(day.dayText) { Spending($0) }
  }
}
