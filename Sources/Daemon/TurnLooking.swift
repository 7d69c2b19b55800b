import Spool
import Store
import WaveSpeed

// Looking for what became of a submission whose answer was lost: when, and page by page. Looks
// change nothing at the API, so they need no commit; what they settle does.

extension Turn {
  /// Begins to look for an attempt.
  ///
  /// After a restart the wait since the last look begins anew: looking late loses nothing.
  func lookOut(
    for attempt: AttemptID, of model: ModelName, sentIn epoch: Int64, sentAt: Timestamp,
    lostAt: Timestamp, looks: Int, at moment: Moment
  ) {
    let wait = looks == 0 ? LookSchedule.first : LookSchedule.wait(afterLooks: looks)
    guard let wait else { return }
    comparing.lost = max(comparing.lost ?? lostAt, lostAt)
    lookouts[model, default: Lookout()].plans[attempt] = Lookout.Plan(
      sentAt: sentAt, lostAt: lostAt, epoch: epoch, looks: looks,
      due: moment.uptime + wait)
  }

  func stopLooking(for attempt: AttemptID, of model: ModelName) {
    lookouts[model]?.plans[attempt] = nil
    if lookouts[model]?.plans.isEmpty == true, lookouts[model]?.search == nil {
      lookouts[model] = nil
      mayClaim = true
    }
  }

  /// Whether submissions of the model wait for a look. While one of them is on the wire, the
  /// history may show a prediction whose own answer is just arriving.
  func waitsForLook(_ model: ModelName, at now: Uptime) -> Bool {
    guard let lookout = lookouts[model] else { return false }
    return lookout.search != nil || lookout.isFirstLookOpen
      || lookout.nextLook.map { $0 <= now } ?? false
  }

  /// Takes the looks that are due, each once its model has nothing on the wire.
  func startLooks(at moment: Moment) {
    for model in lookouts.keys.sorted() {
      guard let due = nextLook(model), due <= moment.uptime, var lookout = lookouts[model] else {
        continue
      }
      let search = Search(window(of: Array(lookout.plans.values)))
      lookout.search = search
      lookouts[model] = lookout
      ask(search, model)
    }
  }

  /// When the model's next look may be taken; nil while it has a POST on the wire.
  func nextLook(_ model: ModelName) -> Uptime? {
    guard let due = lookouts[model]?.nextLook, sendingByModel[model, default: 0] == 0 else {
      return nil
    }
    let ended = lastAnswer[model].map { $0 + LookSchedule.first }
    return max(due, ended ?? due)
  }

  /// Between which moments of the API's clock the predictions can have been made.
  func window(of plans: [Lookout.Plan]) -> ClosedRange<Timestamp> {
    let sent = plans.map(\.sentAt).min() ?? Timestamp(milliseconds: 0)
    let lost = plans.map(\.lostAt).max() ?? sent
    let isKnown = plans.allSatisfy { isClockKnown(of: $0.epoch) }
    return window(sentAt: sent, lostAt: lost, by: skew, isKnown: isKnown)
  }

  /// Of one that is not looked for: its times are the database's, and go with the skew on record.
  func window(of attempt: UncertainAttempt, _ plan: Plan) -> ClosedRange<Timestamp> {
    if let record = plan.skewOnRecord, attempt.epoch <= record.epoch {
      return window(
        sentAt: attempt.sentAt, lostAt: attempt.lostAt, by: record.skew, isKnown: true)
    }
    let isKnown = isClockKnown(of: attempt.epoch)
    return window(sentAt: attempt.sentAt, lostAt: attempt.lostAt, by: skew, isKnown: isKnown)
  }

  /// Whether it is known how far the clock of one of the daemon's lives was from the API's.
  func isClockKnown(of life: Int64) -> Bool {
    life == epoch && isSkewMeasured || life <= skewOnRecord?.epoch ?? 0
  }

  private func window(
    sentAt: Timestamp, lostAt: Timestamp, by skew: Skew?, isKnown: Bool
  ) -> ClosedRange<Timestamp> {
    let doubt = isKnown ? Skew.doubt(skew) : Skew.vague
    let ahead = skew?.ahead ?? .zero
    // A gateway may pass a request on after it has given up on the answer.
    let passedOn = Duration.seconds(120)
    return sentAt + ahead - doubt...max(sentAt, lostAt) + ahead + doubt + passedOn
  }

  private func ask(_ search: Search, _ model: ModelName) {
    if search.isReadingBills {
      world.network.send(
        .billing(.deduct, from: search.from, to: search.to, page: search.billsPage),
        as: .billing(model))
    } else {
      world.network.send(
        .history(
          model, from: search.from, to: search.to, page: search.found.history.page,
          withInputs: search.isAskingForInputs),
        as: .history(model))
    }
  }

  func observeHistory(_ model: ModelName, _ result: Answer.Result, at moment: Moment) {
    guard var search = lookouts[model]?.search else { return }
    switch read(result, { reply throws(APIFailure) in try HistoryPage(reply, now: moment.wall) }) {
    case .success(let page):
      search.isReadingBills = !search.found.history.take(page)
    case .failure(let failure)
    where search.isAskingForInputs
      && failure.mayComeWithoutInputs(afterFailures: lookouts[model]?.failures ?? 0):
      search.isAskingForInputs = false
    case .failure(.notUnderstood):
      search.found.hasNoHistory = true
      search.isReadingBills = true
    case .failure(let failure):
      return lookFailed(model, failure, at: moment)
    }
    lookouts[model]?.search = search
    ask(search, model)
  }

  func observeBills(_ model: ModelName, _ result: Answer.Result, at moment: Moment) {
    guard var search = lookouts[model]?.search else { return }
    switch read(result, { reply throws(APIFailure) in try BillingPage(reply, now: moment.wall) }) {
    case .success(let page):
      search.found.charges += page.items
      guard !page.hasMore || search.billsPage == Search.mostPages else {
        search.billsPage += 1
        lookouts[model]?.search = search
        return ask(search, model)
      }
      search.found.areBillsCutShort = page.hasMore
    case .failure(let failure):
      // The bills are the second evidence: what the history said stands without them.
      if search.found.hasNoHistory { return lookFailed(model, failure, at: moment) }
    }
    lookouts[model]?.search = search
    unrecorded.append(.looked(model, search.found))
    Step.looked.reached()
  }

  /// Nobody answered: this was no look, and the next one comes soon.
  private func lookFailed(_ model: ModelName, _ failure: APIFailure, at moment: Moment) {
    lookouts[model]?.search = nil
    lookouts[model]?.failures += 1
    let failures = lookouts[model]?.failures ?? 1
    var wait = LookSchedule.waitAfterTrouble(failures)
    if case .throttled(_, let retryAfter?) = failure { wait = max(wait, retryAfter) }
    lookouts[model]?.notBefore = moment.uptime + wait
    mayClaim = true
    if case .keyRefused = failure { doubtKey(at: moment) }
    world.log.warning(
      "the API's history could not be looked at",
      ["model": model.text, "why": failure.refusal.message])
    guard failures >= Turn.failuresWorthAPerson else { return }
    unrecorded.append(.notLooked(model, times: failures, failure.refusal))
  }

  /// Ten minutes of them.
  private static let failuresWorthAPerson = 8

  private func read<Page>(
    _ result: Answer.Result, _ decode: (APIReply) throws(APIFailure) -> Page
  ) -> Result<Page, APIFailure> {
    switch result {
    case .replied(let reply): Result { () throws(APIFailure) in try decode(reply) }
    case .failed(let message, _): .failure(.unanswered(Refusal(message)))
    }
  }
}

extension Search {
  fileprivate init(_ window: ClosedRange<Timestamp>) {
    self.init(from: window.lowerBound, to: window.upperBound)
  }
}
