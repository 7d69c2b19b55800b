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

  /// When this reading began: what was listed later is not in it.
  let begunAt: Uptime

  /// The database may have forgotten deeds from before `from`, which no history shows any more.
  let reachesTooShort: Bool

  /// Seven days of a busy account: 100 predictions a page.
  var history = HistoryReading(atMost: 200)
  var isAskingForInputs = true
}

// What was sent shortly before, and got no answer, may arrive and be listed late: where the lock file
// knows of such a submission, the history is read at once and, before it is believed, once more.

struct Comparing {
  /// The reading that is under way.
  var reading: Comparison?
  var due = Uptime.start
  var failures = 0

  /// When the newest submission left whose answer is missing, as it is kept outside.
  var unanswered: Timestamp?

  /// When the newest answer was lost. Found is not listed: a bill may tell of what the history does
  /// not show yet.
  var lost: Timestamp?

  /// When the API's history shows what earlier lives have sent and got no answer to.
  let inheritanceShows: Uptime

  /// A submission may take its deadline to arrive, eight minutes where it carries pictures, and two
  /// more until it is listed.
  private static let late = Duration.seconds(600)

  init(_ unanswered: Timestamp?, at moment: Moment) {
    self.unanswered = unanswered
    lost = unanswered
    let age = unanswered.map { moment.wall.since($0) } ?? Comparing.late
    inheritanceShows = moment.uptime + max(.zero, Comparing.late - age)
  }

  /// Whether the next reading comes by itself and soon; an API that does not answer is not waited for.
  var comesSoon: Bool { due == .start || due == inheritanceShows }
}

extension Turn {
  /// Keeps outside that the answers have come, all but those that were lost.
  func noteAnswers() {
    guard !isOwedAnswers, comparing.unanswered != comparing.lost else { return }
    keepOutside(unanswered: comparing.lost)
  }

  func keepOutside(unanswered: Timestamp?) {
    comparing.unanswered = unanswered
    world.keepOutside(commits, unanswered)
  }

  /// Whether the database lies behind and was not compared yet.
  var mustCompare: Bool { pauses.contains(where: \.isToBeCompared) }

  /// Begins to compare where the database lies behind and was not compared yet.
  func startComparing(at moment: Moment) {
    guard comparing.reading == nil, mustCompare, comparing.due <= moment.uptime else { return }
    do throws(StoreError) {
      let since = try store.reading { () throws(SQLiteError) in try store.comparisonStart() }
      let week = moment.wall - .seconds(7 * 86_400)
      // A deed of tomorrow was dated by a clock that has been set back since: it tells nothing.
      let start = since.flatMap { $0 > moment.wall ? nil : $0 } ?? week
      // The API dates by a clock of its own, which may be behind ours or ahead of it.
      let behind = min(.zero, skew?.ahead ?? .zero)
      comparing.reading = Comparison(
        from: max(week, start + behind - .seconds(300)), to: moment.wall + .seconds(86_400),
        begunAt: moment.uptime, reachesTooShort: start <= week)
    } catch {
      comparing.due = moment.uptime + .seconds(5)
      return
    }
    askForComparison()
  }

  private func askForComparison() {
    guard let reading = comparing.reading else { return }
    world.network.send(
      .history(
        nil, from: reading.from, to: reading.to, page: reading.history.page,
        withInputs: reading.isAskingForInputs),
      as: .comparison)
  }

  func observeComparison(_ result: Answer.Result, at moment: Moment) {
    guard var reading = comparing.reading else { return }
    do throws(APIFailure) {
      guard case .replied(let reply) = result else { throw .unanswered(Refusal("no answer")) }
      let page = try HistoryPage(reply, now: moment.wall)
      guard reading.history.take(page) else {
        comparing.reading = reading
        comparing.failures = 0
        unrecorded.append(.compared(reading))
        return
      }
    } catch {
      guard reading.isAskingForInputs,
        error.mayComeWithoutInputs(afterFailures: comparing.failures)
      else {
        comparing.reading = nil
        comparing.failures += 1
        comparing.due = moment.uptime + .seconds(30)
        world.log.warning(
          "the API's history cannot be compared with the database yet",
          ["why": error.refusal.message])
        return
      }
      reading.isAskingForInputs = false
    }
    comparing.reading = reading
    askForComparison()
  }

  /// Gives the predictions that the database does not know to the jobs that they must be of.
  func decide(
    _ comparison: Comparison, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    plan.acts.append(.endComparison)
    guard let pause = plan.pause(.account, .behind), pause.isToBeCompared else { return }
    // What the comparison before this one found may be some job's by now.
    var unlooked =
      pause.step == Pause.Comparing.isToDoAgain ? try store.strangers(since: pause.since) : []
    var queued = QueuedInputs(store)
    // Each body is read once, however many predictions it is compared with.
    var lost = try store.uncertainAttempts().map {
      (attempt: $0, body: (try? JSON(parsing: $0.body))?.object)
    }
    let isLast = comparison.begunAt >= comparing.inheritanceShows
    var strangers: [HistoryItem] = []
    for item in comparison.history.items.sorted(by: isOlder) {
      guard try store.owner(of: item.prediction) == nil else { continue }
      let isUnlooked = unlooked.remove(item.prediction) != nil
      if !isUnlooked, try store.isOrphan(item.prediction) { continue }
      // An attempt that is known to be lost comes before a job that may never have been sent: it is
      // looked for by itself.
      if let place = lost.firstIndex(where: {
        mayBe(item, of: $0.attempt, sent: $0.body, plan)
      }) {
        lost.remove(at: place)
      } else if let job = try queued.take(answeredBy: item),
        try recover(job, from: item, &plan, at: moment)
      {
        continue
      } else {
        strangers.append(item)
      }
    }
    // Who has only each other, is known once all is there.
    var (pairs, rest) = isLast ? try queued.pairs(with: strangers) : ([], .init(items: strangers))
    for pair in pairs where try !recover(pair.job, from: pair.item, &plan, at: moment) {
      rest.items.append(pair.item)
    }
    for item in rest.items {
      try store.recordStranger(
        item.prediction, of: item.model ?? .unnamed,
        "found when the database was compared with the history",
        // Even by a clock that was set back since.
        at: max(moment.wall, pause.since))
    }
    guard isLast else { return try compareOnceMore(pause, &plan, at: moment) }
    try conclude(
      pause, comparison, strangers: rest.items.count + unlooked.count, rivals: rest.rivals, &plan,
      at: moment)
  }

  /// False when it could not be recorded.
  private func recover(
    _ job: QueuedInput, from item: HistoryItem, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) -> Bool {
    let attempt = AttemptID(job.id, job.nextNumber)
    let price = try store.job(job.id).flatMap { knownPrice($0.model, job.input, plan, at: moment) }
    let sending = Sending(body: job.input, price: price, epoch: epoch)
    guard
      try decide(job.id, .recovered(attempt, item.report), sending: sending, &plan, at: moment)
    else { return false }
    try store.forgetStranger(item.prediction)
    try decideEnd(item.report, of: attempt, &plan, at: moment)
    return true
  }

  private func mayBe(
    _ item: HistoryItem, of attempt: UncertainAttempt, sent body: JSON.Object?, _ plan: Plan
  ) -> Bool {
    guard item.model == nil || item.model == attempt.model else { return false }
    if let createdAt = item.createdAt, !window(of: attempt, plan).contains(createdAt) {
      return false
    }
    guard let inputs = item.inputs else { return true }
    return body?.isContained(in: inputs) ?? false
  }

  private func isOlder(_ a: HistoryItem, _ b: HistoryItem) -> Bool {
    (a.createdAt ?? .earliest, a.prediction.text) < (b.createdAt ?? .earliest, b.prediction.text)
  }

  private func conclude(
    _ pause: Pause, _ comparison: Comparison, strangers: Int, rivals: [JobID],
    _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    var doubts: [String] = []
    if strangers > 0 {
      doubts.append("predictions that belong to no job here (table orphans): \(strangers)")
    }
    if !rivals.isEmpty {
      let shown = rivals.prefix(10).map { "\($0)" }.joined(separator: ", ")
      doubts.append(
        "of these some may be of jobs whose pictures cannot be compared, to be cancelled then: "
          + shown + (rivals.count > 10 ? " and more" : ""))
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
    try goOn(with: pause, Pause.Comparing.isForAPerson, detail, &plan, at: moment)
    world.log.warning("a person must look", ["why": detail])
  }

  private func compareOnceMore(
    _ pause: Pause, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let wait = comparing.inheritanceShows.since(moment.uptime)
    let detail =
      "the answer to what was submitted last is missing, and the API's history may show it late: it "
      + "is compared once more at \((moment.wall + wait).sqlText.prefix(19)) UTC"
    try goOn(with: pause, Pause.Comparing.isToDoAgain, detail, &plan, at: moment)
    plan.acts.append(.compareAgain(at: comparing.inheritanceShows))
    world.log.info("the database is compared once more", ["why": detail])
  }

  private func goOn(
    with pause: Pause, _ step: Int, _ detail: String, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    try set(
      Pause(
        scope: .account, reason: .behind, detail: detail, since: pause.since, until: nil,
        step: step),
      after: pause, &plan, at: moment)
  }
}

extension ModelName {
  /// Of a prediction that the history shows without its model.
  static let unnamed = ModelName("?")
}
