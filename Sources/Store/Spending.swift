package import SQLite
package import Spool

// Money in the database. Amounts are dollars there; they are added up in whole micro-dollars.

extension Store {
  /// What the budgets allow and what counts against them, on the day of `now`.
  ///
  /// All counts that was or may have been charged and is not given back. What `known` has added up
  /// already is not added up again: the ledger may be a million rows long.
  package func purse(
    at now: Timestamp, knowing known: Purse? = nil
  ) throws(SQLiteError) -> Purse {
    let budgets = try budgets()
    guard !budgets.isEmpty else { return .empty(on: now.dayText) }
    let midnight = Timestamp(now.dayText) ?? now
    var today: [Scope: Money] = [:]
    var inTotal: [Scope: Money] = [:]
    for (scope, budget) in budgets {
      if budget.perDay != nil {
        today[scope] =
          if let sum = known?.spent(scope, on: now.dayText) { sum } else {
            try spent(scope, since: midnight)
          }
      }
      if budget.total != nil {
        inTotal[scope] =
          if let sum = known?.spent(scope, since: budget.totalSince) { sum } else {
            try spent(scope, since: budget.totalSince ?? Timestamp(milliseconds: 0))
          }
      }
    }
    return Purse(budgets: budgets, day: now.dayText, today: today, inTotal: inTotal)
  }

  package func budgets() throws(SQLiteError) -> [Scope: Purse.Budget] {
    var budgets: [Scope: Purse.Budget] = [:]
    try sql("SELECT scope, per_day_usd, total_usd, total_since FROM budgets")
      .forEach { row throws(SQLiteError) in
        budgets[Scope(row.text(0))] = Purse.Budget(
          perDay: row.optionalMoney(1), total: row.optionalMoney(2),
          totalSince: row.optionalTime(3))
        return true
      }
    return budgets
  }

  /// What was or may have been charged since then, and is not given back.
  package func spent(_ scope: Scope, since moment: Timestamp) throws(SQLiteError) -> Money {
    // Whole numbers all the same, and exact up to nine thousand million dollars; SQLite's sum of
    // integers fails beyond what it can hold, and nothing could be committed any more.
    let micros = try sql(
      """
      SELECT total(round(price_usd * 1000000)) FROM attempts
      WHERE sent_at >= :moment AND (:scope = '' OR model = :scope)
        AND outcome NOT IN ('not_sent', 'throttled', 'rejected') AND refunded = 0
      """
    ).first(moment, scope) { $0.optionalDouble(0) }
    // Null: infinities that cancel each other out.
    return Money(clampingMicros: (micros ?? nil) ?? .infinity)
  }

  /// What an attempt counts for in a budget; nil for one that is not in the ledger.
  package func charge(of attempt: AttemptID) throws(SQLiteError) -> Charge? {
    try sql(
      """
      SELECT model, sent_at,
             CASE WHEN outcome NOT IN ('not_sent', 'throttled', 'rejected') AND refunded = 0
                  THEN round(price_usd * 1000000) END
      FROM attempts WHERE job_id = :job AND number = :number
      """
    ).first(attempt.job, attempt.number) { row throws(SQLiteError) in
      Charge(
        model: row.model(0), sentAt: row.optionalTime(1),
        amount: Money(clampingMicros: row.optionalDouble(2) ?? 0))
    }
  }

  /// Submissions that left before anybody had said what they cost, and have not ended.
  package func unpricedAttempts(
    of model: ModelName, atMost count: Int
  ) throws(SQLiteError) -> [(id: AttemptID, body: String)] {
    try sql(
      """
      SELECT job_id, number, body FROM attempts
      WHERE (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted')
        AND price_usd IS NULL AND model = :model AND body IS NOT NULL
      LIMIT :count
      """
    ).rows(model, count) { row in
      (AttemptID(JobID(row.int64(0)), row.int(1)), row.text(2))
    }
  }

  package func price(_ attempt: AttemptID, at price: Money) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET price_usd = :price
      WHERE job_id = :job AND number = :number AND price_usd IS NULL
      """
    ).run(price, attempt.job, attempt.number)
  }

  /// Counts the changes of what is in the ledger, whoever made them.
  package func ledgerEdits() throws(SQLiteError) -> Int64 {
    try sql("SELECT ledger_edits FROM daemon WHERE id = 1").first { $0.int64(0) } ?? 0
  }

  /// Passes a job over for a while.
  package func hold(
    _ job: JobID, for reason: WaitReason, price: Money?
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET waits_for = :reason, price_usd = coalesce(:price, price_usd),
        revision = revision + 1, actor = 'daemon'
      WHERE id = :id AND status = 'queued'
      """
    ).run(reason, price, job)
  }

  /// The first of those that wait for `reason` and cost at most `room`: of some models, or of all but
  /// some; behind `last`, without `parked`.
  package func waiting(
    for reason: WaitReason, of models: [ModelName]? = nil, except others: [ModelName] = [],
    costing room: Money? = nil, behind last: ReadyJob? = nil, atMost count: Int,
    without parked: Set<JobID> = []
  ) throws(SQLiteError) -> [ReadyJob] {
    try sql(
      """
      SELECT id, priority FROM jobs
      WHERE status = 'queued' AND waits_for IS NOT NULL AND waits_for = :reason
        AND (:models IS NULL OR model IN (SELECT value FROM json_each(:models)))
        AND model NOT IN (SELECT value FROM json_each(:others))
        AND (:room IS NULL OR price_usd IS NULL OR price_usd <= :room)
        AND (:last IS NULL OR priority < :priority OR (priority = :priority AND id > :last))
        AND id NOT IN (SELECT value FROM json_each(:parked))
      ORDER BY priority DESC, id LIMIT :count
      """
    ).rows(
      reason, models.map(jsonList), jsonList(others), room, last?.id, last?.priority,
      jsonList(parked), count
    ) { ReadyJob(id: $0.jobID(0), priority: $0.int64(1)) }
  }

  /// Puts these back into line.
  package func readmit(_ jobs: [JobID]) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET waits_for = NULL, revision = revision + 1, actor = 'daemon'
      WHERE id IN (SELECT value FROM json_each(:jobs)) AND status = 'queued'
      """
    ).run(jsonList(jobs))
  }

  /// What the API said of a price, and when; a nil price is an answer too.
  package func quotes() throws(SQLiteError) -> [Quoted] {
    try sql("SELECT model, inputs, price_usd, at FROM quotes").rows { row throws(SQLiteError) in
      Quoted(
        model: row.model(0), inputs: row.text(1), price: row.optionalMoney(2),
        at: row.optionalTime(3) ?? Timestamp(milliseconds: 0))
    }
  }

  package func keep(_ quote: Quoted) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO quotes (model, inputs, price_usd, at) VALUES (:model, :inputs, :price, :at)
      ON CONFLICT (model, inputs) DO UPDATE SET price_usd = excluded.price_usd, at = excluded.at
      """
    ).run(quote.model, quote.inputs, quote.price, quote.at)
  }

  /// What was left on the account when it was last asked.
  package func lastBalance() throws(SQLiteError) -> Money? {
    try sql("SELECT balance_usd FROM daemon WHERE id = 1").first { $0.optionalMoney(0) } ?? nil
  }

  package func recordBalance(_ balance: Money, at now: Timestamp) throws(SQLiteError) {
    try sql("UPDATE daemon SET balance_usd = :balance, balance_at = :now WHERE id = 1")
      .run(balance, now)
  }
}

/// What an attempt counts for in a budget.
package struct Charge: Equatable, Sendable {
  package let model: ModelName
  package let sentAt: Timestamp?
  package let amount: Money
}

/// A price that the API has named, for a model and those inputs that can matter to it.
package struct Quoted: Equatable, Sendable {
  package let model: ModelName
  package let inputs: String
  package let price: Money?
  package let at: Timestamp

  package init(model: ModelName, inputs: String, price: Money?, at: Timestamp) {
    self.model = model
    self.inputs = inputs
    self.price = price
    self.at = at
  }
}
