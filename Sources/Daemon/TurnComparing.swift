import JSON
import Spool
import SQLite
import Store
import WaveSpeed

// A database that was restored or replaced has forgotten what it paid for since. Before anything is
// submitted from it, the API's history since its last event is compared with it: a prediction that
// is a queued job's is given to that job; one that is nobody's waits for a person to look at it.

/// The reading of the history that the comparison rests on.
struct Comparison {
  let from: Timestamp
  let to: Timestamp

  /// The database may have forgotten deeds from before `from`, which no history shows any more.
  let reachesTooShort: Bool

  /// Seven days of a busy account: 100 predictions a page.
  var history = HistoryReading(atMost: 200)
  var isAskingForInputs = true
}

extension Turn {
  /// Whether the database lies behind and was not compared yet.
  var mustCompare: Bool { pauses.contains { $0.reason == .behind && $0.step == 0 } }

  /// Begins to compare where the database lies behind and was not compared yet.
  func startComparing(at moment: Moment) {
    guard comparison == nil, mustCompare, compareAt <= moment.uptime else { return }
    do throws(StoreError) {
      let since = try store.reading { () throws(SQLiteError) in try store.comparisonStart() }
      let week = moment.wall - .seconds(7 * 86_400)
      // A deed of tomorrow was dated by a clock that has been set back since: it tells nothing.
      let start = since.flatMap { $0 > moment.wall ? nil : $0 } ?? week
      comparison = Comparison(
        from: max(week, start - .seconds(300)), to: moment.wall + .seconds(300),
        reachesTooShort: start <= week)
    } catch {
      compareAt = moment.uptime + .seconds(5)
      return
    }
    askForComparison()
  }

  private func askForComparison() {
    guard let comparison else { return }
    world.network.send(
      .history(
        nil, from: comparison.from, to: comparison.to, page: comparison.history.page,
        withInputs: comparison.isAskingForInputs),
      as: .comparison)
  }

  func observeComparison(_ result: Answer.Result, at moment: Moment) {
    guard var reading = comparison else { return }
    do throws(APIFailure) {
      guard case .replied(let reply) = result else { throw .unanswered(Refusal("no answer")) }
      let page = try HistoryPage(reply, now: moment.wall)
      guard reading.history.take(page) else {
        comparison = reading
        comparisonFailures = 0
        unrecorded.append(.compared(reading))
        return
      }
    } catch {
      guard reading.isAskingForInputs,
        error.mayComeWithoutInputs(afterFailures: comparisonFailures)
      else {
        comparison = nil
        comparisonFailures += 1
        compareAt = moment.uptime + .seconds(30)
        world.log.warning(
          "the API's history cannot be compared with the database yet",
          ["why": error.refusal.message])
        return
      }
      reading.isAskingForInputs = false
    }
    comparison = reading
    askForComparison()
  }

  /// Gives the predictions that the database does not know to the jobs that they must be of.
  func decide(
    _ comparison: Comparison, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    plan.acts.append(.endComparison)
    guard let pause = plan.pause(.account, .behind), pause.step == 0 else { return }
    var queued = QueuedInputs(store)
    // Each body is read once, however many predictions it is compared with.
    var lost = try store.uncertainAttempts().map {
      (attempt: $0, body: (try? JSON(parsing: $0.body))?.object)
    }
    var strangers: [HistoryItem] = []
    for item in comparison.history.items.sorted(by: isOlder) {
      guard try store.owner(of: item.prediction) == nil, try !store.isOrphan(item.prediction) else {
        continue
      }
      // An attempt that is known to be lost comes before a job that may never have been sent: it is
      // looked for by itself.
      if let place = lost.firstIndex(where: { mayBe(item, of: $0.attempt, sent: $0.body) }) {
        lost.remove(at: place)
      } else if let job = try queued.take(answeredBy: item) {
        try recover(job, from: item, &plan, at: moment)
      } else {
        strangers.append(item)
      }
    }
    let (pairs, rest) = try queued.pairs(with: strangers)
    for pair in pairs { try recover(pair.job, from: pair.item, &plan, at: moment) }
    for item in rest.items {
      try store.recordStranger(
        item.prediction, of: item.model ?? .unnamed,
        "found when the database was compared with the history", at: moment.wall)
    }
    try conclude(pause, comparison, rest, &plan, at: moment)
  }

  private func recover(
    _ job: QueuedInput, from item: HistoryItem, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let attempt = AttemptID(job.id, job.nextNumber)
    let price = try store.job(job.id).flatMap { knownPrice($0.model, job.input, plan, at: moment) }
    let sending = Sending(body: job.input, price: price, epoch: epoch)
    try decide(job.id, .recovered(attempt, item.report), sending: sending, &plan, at: moment)
    try decideEnd(item.report, of: attempt, &plan, at: moment)
  }

  private func mayBe(
    _ item: HistoryItem, of attempt: UncertainAttempt, sent body: JSON.Object?
  ) -> Bool {
    guard item.model == nil || item.model == attempt.model else { return false }
    if let createdAt = item.createdAt, !window(of: attempt).contains(createdAt) { return false }
    guard let inputs = item.inputs else { return true }
    return body?.isContained(in: inputs) ?? false
  }

  private func isOlder(_ a: HistoryItem, _ b: HistoryItem) -> Bool {
    (a.createdAt ?? .earliest, a.prediction.text) < (b.createdAt ?? .earliest, b.prediction.text)
  }

  private func conclude(
    _ pause: Pause, _ comparison: Comparison, _ rest: QueuedInputs.Rest, _ plan: inout Plan,
    at moment: Moment
  ) throws(SQLiteError) {
    var doubts: [String] = []
    if !rest.items.isEmpty {
      doubts.append("predictions that belong to no job here (table orphans): \(rest.items.count)")
    }
    if !rest.rivals.isEmpty {
      let shown = rest.rivals.prefix(10).map { "\($0)" }.joined(separator: ", ")
      doubts.append(
        "of these some may be of jobs whose pictures cannot be compared, to be cancelled then: "
          + shown + (rest.rivals.count > 10 ? " and more" : ""))
    }
    if comparison.reachesTooShort {
      let older = try store.queuedCount(before: comparison.from)
      if older > 0 {
        doubts.append(
          "jobs that may have been paid for more than 7 days ago, which no history shows: \(older)")
      }
    }
    if comparison.history.unreadable > 0 {
      doubts.append("entries that name no prediction: \(comparison.history.unreadable)")
    }
    if comparison.history.isCutShort {
      doubts.append("what is older than its newest \(comparison.history.items.count) was not read")
    }
    guard !doubts.isEmpty else { return try end(pause, &plan, at: moment) }
    let detail =
      "compared with the API's history: " + doubts.joined(separator: "; ")
      + "; look at them, then `wavespool resume`"
    try set(
      Pause(
        scope: .account, reason: .behind, detail: detail, since: pause.since, until: nil, step: 1),
      after: pause, &plan, at: moment)
    world.log.warning("a person must look", ["why": detail])
  }
}

extension ModelName {
  /// Of a prediction that the history shows without its model.
  static let unnamed = ModelName("?")
}
