package import SQLite
package import Spool

/// A budget as it is shown: what it allows, and what has been spent of it.
package struct BudgetRow: Equatable, Sendable {
  package let scope: Scope
  package let budget: Purse.Budget
  package let spentToday: Money
  package let spentInTotal: Money
}

extension Store {
  /// The account's first, then by model.
  package func budgetRows(at now: Timestamp) throws(SQLiteError) -> [BudgetRow] {
    var rows: [BudgetRow] = []
    for (scope, budget) in try budgets() {
      rows.append(
        BudgetRow(
          scope: scope, budget: budget,
          spentToday: try spent(scope, since: Timestamp(now.dayText) ?? now),
          spentInTotal: budget.total == nil
            ? .zero : try spent(scope, since: budget.totalSince ?? .earliest)))
    }
    return rows.sorted { $0.scope.text < $1.scope.text }
  }

  /// Sets what is given and leaves the rest. A total counts from when one was first set.
  package func setBudget(
    _ scope: Scope, perDay: Money?, total: Money?, at now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO budgets (scope, per_day_usd, total_usd, total_since)
      VALUES (:scope, :day, :total, CASE WHEN :total IS NOT NULL THEN :now END)
      ON CONFLICT (scope) DO UPDATE SET
        per_day_usd = coalesce(excluded.per_day_usd, per_day_usd),
        total_since = CASE WHEN total_usd IS NULL THEN excluded.total_since ELSE total_since END,
        total_usd = coalesce(excluded.total_usd, total_usd)
      """
    ).run(scope, perDay, total, now)
  }

  package func removeBudget(_ scope: Scope) throws(SQLiteError) {
    try sql("DELETE FROM budgets WHERE scope = :scope").run(scope)
  }
}
