import Daemon
import SQLite
import Spool
import WaveSpeed

// Money: what leaves has room in every budget, and the ledger says what the API's own book says.

extension Checks {
  /// A submission is about to leave: with it, all that was or may have been charged is within each
  /// budget that is in force at this moment.
  func budgets(_ row: Rows.Attempt, _ attempts: [Rows.Attempt]) throws(SQLiteError) {
    for budget in try rows.budgets(over: row.model) {
      if row.price == nil { fail("\(row.id) leaves at an unknown price, under a budget") }
      let own = attempts.filter { budget.scope.isEmpty || $0.model == budget.scope }
      // The days are UTC, and the day is the submission's own.
      let today = own.filter { $0.sentAt.prefix(10) == row.sentAt.prefix(10) }
      check(today, against: budget.perDay, "of the day", row)
      check(own.filter { $0.sentAt >= budget.since }, against: budget.total, "in total", row)
    }
  }

  private func check(
    _ attempts: [Rows.Attempt], against dollars: Double?, _ name: String, _ row: Rows.Attempt
  ) {
    guard let most = dollars.flatMap({ Money(dollars: $0) }) else { return }
    let spent = attempts.reduce(Money.zero) { $0 + $1.counted }
    if spent > most { fail("\(row.id) leaves, and makes it \(spent) of the \(most) \(name)") }
  }

  /// What is reserved and what is settled make up the ledger, and the API has charged no more.
  func books(_ attempts: [Rows.Attempt]) throws(SQLiteError) {
    let all = attempts.reduce(Money.zero) { $0 + $1.counted }
    let told = try rows.spending()
    if Money(dollars: told.settled + told.reserved) != all {
      fail("\(told.settled) settled and \(told.reserved) reserved are not the ledger's \(all)")
    }
    for attempt in attempts where attempt.isRefunded {
      guard let prediction = attempt.prediction, let own = api[prediction] else {
        fail("\(attempt.id) is given back, and was never charged")
        continue
      }
      if !own.isGivenBack(at: clock.uptime) {
        fail("\(attempt.id) is counted as given back, and \(own.id) ended \(own.ending)")
      }
    }
    for prediction in api.predictions
    where prediction.model.text == Catalogue.models[Catalogue.priced].name.text
      && !isForgotten(prediction)
    {
      guard let row = attempts.first(where: { $0.id == prediction.attempt }),
        row.outcome.mayHaveBeenCharged
      else { continue }  // said by the other checks
      if row.price != Catalogue.price {
        fail("\(prediction.id) costs \(Catalogue.price), its attempt \(row.id) says otherwise")
      }
    }
  }
}

extension Rows.Attempt {
  /// What counts against a budget.
  fileprivate var counted: Money {
    outcome.mayHaveBeenCharged && !isRefunded ? price ?? .zero : .zero
  }
}

extension Prediction {
  /// The API pays for its own failures.
  fileprivate func isGivenBack(at now: Uptime) -> Bool {
    guard hasEnded(at: now) else { return false }
    switch ending {
    case .failedInternal, .timeout: return true
    case .completed, .completedManyOutputs, .completedOneString, .completedObjects,
      .completedFlagged, .completedEmpty, .failedModeration, .failedMedia, .cancelled, .canceled,
      .deleted, .longRun:
      return false
    }
  }
}
