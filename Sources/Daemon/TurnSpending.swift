import JSON
import Spool
import SQLite
import Store
import WaveSpeed

// Money is reserved in the claim's own transaction: no two claims share the last dollar, whatever
// crashes.

extension Turn {
  /// What a claim may cost, decided before it is made.
  enum Affordable {
    /// It may leave; nil when its price is unknown and nothing watches over it.
    case yes(Money?)
    case wait(WaitReason, price: Money?)
  }

  func affordable(
    _ work: Work, _ model: Model, _ input: JSON.Object, _ plan: inout Plan, at moment: Moment
  ) -> Affordable {
    let isWatched = work.maxPrice != nil || plan.purse.watches(model.name)
    let key = Quotes.Key(model, input)
    let price: Money
    if let listed = model.price(for: input) {
      price = listed
    } else {
      switch quotes.price(key, at: moment.wall) {
      case .known(let quoted): price = quoted
      case .notAsked:
        plan.acts.append(.askPrice(key, model.name, input))
        return isWatched ? .wait(.quote, price: nil) : .yes(nil)
      case .withheld:
        let mayGo = !isWatched || steering(plan).unknownPrice == .allow
        return mayGo ? .yes(nil) : .wait(.unknownPrice, price: nil)
      }
    }
    if let most = work.maxPrice, price > most { return .wait(.maxPrice, price: price) }
    if let room = plan.purse.room(for: model.name), price > room {
      return .wait(.budget, price: price)
    }
    return .yes(price)
  }

  /// What a submission costs, as far as anybody has said.
  func knownPrice(
    _ name: ModelName, _ input: String, _ plan: Plan, at moment: Moment
  ) -> Money? {
    guard let model = steering(plan).models[name], let asked = priced(input, model) else {
      return nil
    }
    if let listed = model.price(for: asked) { return listed }
    guard case .known(let quoted) = quotes.price(Quotes.Key(model, asked), at: moment.wall) else {
      return nil
    }
    return quoted
  }

  /// Of what was sent, that by which it is priced.
  private func priced(_ body: String, _ model: Model) -> JSON.Object? {
    (try? JSON(parsing: body))?.object?.withoutKeptPictures(under: model.pictures.map(\.key))
  }

  /// Notes what became known of prices. Where that changes what the ledger counts for, the sums are
  /// added up again, and only there.
  func pricing(
    _ plan: inout Plan, _ body: () throws(SQLiteError) -> Void
  ) throws(SQLiteError) {
    let edits = try store.ledgerEdits()
    try body()
    if try store.ledgerEdits() != edits { plan.addUpAgain() }
  }

  /// Our own changes are added to the sums; who else has changed one is known by their count.
  func noticeLedger(_ plan: inout Plan) throws(SQLiteError) {
    guard try store.ledgerEdits() != plan.ledgerEdits else { return }
    plan.addUpAgain()
  }

  /// Does what changes the ledger, and the sums with it.
  func book(
    _ transition: Transition, _ plan: inout Plan, _ body: () throws(SQLiteError) -> Void
  ) throws(SQLiteError) {
    guard plan.purse.hasBudgets else { return try body() }
    let attempts = Set(transition.effects.compactMap(\.repriced))
    var before: [AttemptID: Charge] = [:]
    for attempt in attempts { before[attempt] = try store.charge(of: attempt) }
    try body()
    for attempt in attempts {
      let after = try store.charge(of: attempt)
      guard before[attempt] != after else { continue }
      for (charge, sign) in [(before[attempt], -1), (after, 1)] {
        guard let charge, charge.amount != .zero else { continue }
        guard let sentAt = charge.sentAt, abs(charge.amount.micros) < Turn.largestAdded else {
          plan.addUpAgain()
          continue
        }
        let amount = Money(micros: Int64(sign) * charge.amount.micros)
        plan.purse.spend(amount, on: charge.model, at: sentAt)
      }
    }
  }

  /// A million dollars: sums of more may have been cut off at what can be held.
  private static let largestAdded: Int64 = 1_000_000_000_000

  /// Reads the purse again when the day, a budget or the ledger has changed, and lets those back
  /// into line that it has room for now.
  func fillPurse(_ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    guard
      plan.isPurseStale || hasMoreToReadmit || !hasLookedIntoPurse
        || purse.day != moment.wall.dayText
    else { return }
    let before = purse
    plan.purse = try store.purse(
      at: moment.wall, knowing: plan.isLedgerChanged ? nil : plan.purse)
    // What was set while no daemon lived is news.
    let isFirst = !hasLookedIntoPurse
    if isFirst || before.budgets != plan.purse.budgets { readmitUnwatched(&plan) }
    guard isFirst || hasMoreToReadmit || plan.purse.hasMoreRoom(than: before) else { return }
    // Each by the room that its own model has: a model without any must not hide the others.
    var left = Turn.batch
    for model in plan.purse.budgetedModels where left > 0 {
      left -= try readmit(
        .budget, of: [model], costing: plan.purse.room(for: model), atMost: left, &plan
      ).count
    }
    if left > 0 {
      left -= try readmit(
        .budget, except: plan.purse.budgetedModels, costing: plan.purse.roomForAll, atMost: left,
        &plan
      ).count
    }
    plan.hasMoreToReadmit = left == 0
    if left < Turn.batch { plan.hasMoreToClaim = true }
  }

  /// What nobody watches over any more may go whatever it costs.
  private func readmitUnwatched(_ plan: inout Plan) {
    guard plan.purse.budgets[.account] == nil else { return }
    for reason in [WaitReason.unknownPrice, .quote] {
      plan.letBack(reason, except: plan.purse.budgetedModels)
    }
  }

  /// A person may have said that unknown prices may be paid.
  func readmitUnknownPrices(_ plan: inout Plan) {
    guard let new = plan.steering, new.unknownPrice != steering.unknownPrice else { return }
    plan.letBack(.unknownPrice)
  }

  /// Only an answer about the price is one: what was lost on the way, throttled or refused to the key
  /// says nothing of it, and is asked again.
  func observeQuote(_ key: Quotes.Key, _ result: Answer.Result, at moment: Moment) {
    let failure: APIFailure
    switch result {
    case .replied(let reply):
      do throws(APIFailure) {
        unrecorded.append(.quoted(key, try Quote(reply, now: moment.wall).due))
        return
      } catch {
        failure = error
      }
    case .failed(let message, _): failure = .unanswered(Refusal(message))
    }
    var retryAfter: Duration?
    switch failure {
    case .notUnderstood, .forbidden:
      unrecorded.append(.quoted(key, nil))
      return
    case .keyRefused: doubtKey(at: moment)
    case .throttled(_, let asked): retryAfter = asked
    case .unanswered: break
    }
    quotes.gaveUp(key, for: retryAfter, at: moment.uptime)
    world.log.warning(
      "a price could not be asked for",
      ["model": key.model.text, "why": failure.refusal.message])
  }

  /// Whether a price that nobody has told may be asked for again.
  func isTimeToAskPrices(at moment: Moment) -> Bool {
    quotes.nextAgain.map { $0 <= moment.uptime } ?? false
      || quotes.nextExpiry.map { $0 <= moment.wall } ?? false
  }

  /// Lets those back into line that wait for such a price: each asks for its own.
  func askPricesAgain(_ plan: inout Plan, at moment: Moment) {
    guard isTimeToAskPrices(at: moment) else { return }
    let models = quotes.worthAsking(at: moment)
    for reason in [WaitReason.quote, .unknownPrice] { plan.letBack(reason, of: models) }
    plan.acts.append(.letAskPrices)
  }

  func decide(
    _ key: Quotes.Key, _ price: Money?, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let quote = Quoted(model: key.model, inputs: key.inputs, price: price, at: moment.wall)
    try step("to keep a price") { () throws(SQLiteError) in try store.keep(quote) }
    // A fact, and no decision: it holds for the claims of this very turn.
    quotes.keep(quote)
    if let price { try tellWhatLeftBefore(key, price, &plan) }
    // With other inputs too: each is looked at again, and asks for its own price. Those that are left
    // over are let in by the next answer, and by the last one all.
    let reasons: [WaitReason] = price == nil ? [.quote] : [.quote, .unknownPrice]
    guard quotes.isAsking(about: key.model) else {
      for reason in reasons { plan.letBack(reason, of: [key.model]) }
      return
    }
    var admitted = 0
    for reason in reasons {
      admitted += try readmit(reason, of: [key.model], atMost: Turn.batch, &plan).count
    }
    if admitted > 0 { plan.hasMoreToClaim = true }
  }

  /// The first job of a model leaves while its price is asked for: it counts as soon as that is known.
  private func tellWhatLeftBefore(
    _ key: Quotes.Key, _ price: Money, _ plan: inout Plan
  ) throws(SQLiteError) {
    guard let model = steering(plan).models[key.model] else { return }
    try pricing(&plan) { () throws(SQLiteError) in
      for attempt in try store.unpricedAttempts(of: key.model, atMost: Turn.batch) {
        guard let asked = priced(attempt.body, model), Quotes.Key(model, asked) == key else {
          continue
        }
        try step("to note what it costs", of: attempt.id.job) { () throws(SQLiteError) in
          try store.price(attempt.id, at: price)
        }
      }
    }
  }

  func steering(_ plan: Plan) -> Steering { plan.steering ?? steering }

  /// Asks for the balance while work is going on, at most once an hour.
  func askForBalance(at moment: Moment) {
    // Its reply also tells the API's time. While ours is doubted nothing is removed, and an idle
    // daemon has nothing else to be answered: where this is not, it is asked again soon.
    let wait =
      isClockDoubted && silentBalances > 0
      ? Duration.seconds(30).doubled(silentBalances - 1, atMost: .seconds(600))
      : .seconds(3600)
    guard !following.isEmpty || isClockDoubted, !isAskingForBalance,
      balanceAskedAt.map({ moment.uptime.since($0) >= wait }) ?? true
    else { return }
    balanceAskedAt = moment.uptime
    sendBalanceRequest()
  }
}

extension Effect {
  /// The attempt whose part in the budgets it may change.
  fileprivate var repriced: AttemptID? {
    switch self {
    case .settle(let attempt, _, _), .accept(let attempt, _), .recoverAttempt(let attempt, _),
      .recordFailure(let attempt, _, _):
      attempt
    case .openAttempt, .release, .reconcile, .hold, .recordProgress, .recordResult, .recordError,
      .recordOrphan, .authoriseAnother:
      nil
    }
  }
}
