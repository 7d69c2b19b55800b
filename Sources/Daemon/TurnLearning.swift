import Spool
import SQLite
import Store

extension Turn {
  /// A prediction has ended: between the last answer that said it runs and this one.
  func learn(
    _ report: Report, of attempt: AttemptID, _ model: ModelName, _ plan: inout Plan,
    at moment: Moment
  ) {
    guard report.progress.isEnd, let bet = following[attempt]?.running?.bet else { return }
    plan.experience.histories[model, default: DurationHistory()].learn(
      endedAfter: bet.runningAt.since(bet.acceptedAt), by: moment.uptime.since(bet.acceptedAt))
    plan.experience.learned.insert(model)
    plan.ends.append(
      (model, moment.uptime.since(bet.acceptedAt), moment.uptime.since(bet.runningAt)))
  }

  /// Once a model, however many of its predictions have ended in this turn.
  func recordHistories(_ plan: inout Plan) throws(SQLiteError) {
    for model in plan.experience.learned {
      guard let history = plan.experience.histories[model] else { continue }
      try step("to record how long predictions take") { () throws(SQLiteError) in
        try store.setDurationHistory(history, of: model)
      }
    }
  }
}
