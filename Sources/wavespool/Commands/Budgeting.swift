import JSON
import SQLite
import Spool
import Store
import Terminal

extension Budget {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let arguments = session.invocation
    let isChange = [perDay, total].contains { arguments.has($0) } || arguments[off]
    if isChange { try session.expectToWrite() }
    let scope = try session.scope(arguments[model])
    if isChange { try set(scope, session) }
    let now = session.now
    let rows = try session.reading { store throws(SQLiteError) in try store.budgetRows(at: now) }
    if session.wantsJSON {
      session.print(json(rows, arguments[model] == nil ? nil : scope))
    } else if isChange {
      tell(rows.first { $0.scope == scope }, scope, session)
    } else {
      show(rows.filter { arguments[model] == nil || $0.scope == scope }, session)
    }
    return .done
  }

  private static func set(_ scope: Scope, _ session: Session) throws(CommandFailure) {
    let arguments = session.invocation
    let now = session.now
    try session.writing { store throws(SQLiteError) in
      if arguments[off] {
        try store.removeBudget(scope)
      } else {
        try store.setBudget(
          scope, perDay: arguments[perDay], total: arguments[total], at: now)
      }
    }
  }

  private static func tell(_ row: BudgetRow?, _ scope: Scope, _ session: Session) {
    guard let row else {
      session.note("\(scope.words): no budget.")
      return
    }
    let day = row.budget.perDay.map { "\($0) a day, \(row.spentToday) of it spent today" }
    let total = row.budget.total.map { total in
      "\(total) in total, \(row.spentInTotal) of it spent"
        + (row.budget.totalSince.map { " since \($0.words)" } ?? "")
    }
    session.note("\(scope.words): \(listed([day, total].compactMap { $0 }, "and")).")
  }

  private static func show(_ rows: [BudgetRow], _ session: Session) {
    guard !rows.isEmpty else {
      session.note("No budget is set: 'wavespool budget --per-day 5' sets one.")
      return
    }
    var table = Table([
      Column("MODEL", minimum: 9, shrinksAt: 1, eliding: .start), Column("PER DAY", .right),
      Column("TODAY", .right), Column("TOTAL", .right), Column("SPENT", .right),
      Column("SINCE", expendableAt: 1),
    ])
    for row in rows {
      table.add([
        Cell(row.scope == .account ? "(account)" : row.scope.text),
        Cell(row.budget.perDay.map { "\($0)" } ?? "off"), Cell("\(row.spentToday)"),
        Cell(row.budget.total.map { "\($0)" } ?? "off"),
        Cell(row.budget.total == nil ? "" : "\(row.spentInTotal)"),
        Cell(row.budget.total == nil ? "" : row.budget.totalSince?.dayText ?? ""),
      ])
    }
    table.write(to: session.out)
  }

  /// As `limit --json`: the account and the models, or the one that was asked for.
  private static func json(_ rows: [BudgetRow], _ scope: Scope?) -> JSON {
    func find(_ scope: Scope) -> JSON { rows.first { $0.scope == scope }?.json ?? .null }
    if let scope { return find(scope) }
    let models = rows.filter { $0.scope != .account }.map { ($0.scope.text, $0.json) }
    return ["account": find(.account), "models": .object(JSON.Object(models))]
  }
}

extension BudgetRow {
  fileprivate var json: JSON {
    [
      "per_day_usd": .dollars(budget.perDay), "spent_today_usd": .dollars(spentToday),
      "total_usd": .dollars(budget.total),
      "spent_usd": budget.total == nil ? .null : .dollars(spentInTotal),
      "total_since": .time(budget.totalSince),
    ]
  }
}
