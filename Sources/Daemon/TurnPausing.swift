import Spool
import SQLite
import Store
import WaveSpeed

extension Turn {
  /// Submits nothing more for a while, as the API or the network asked.
  ///
  /// `model` is nil where the answer was about the account alone.
  func hold(
    _ hold: Hold, for model: ModelName?, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let model = model ?? ModelName("")
    let place = hold.place(for: model)
    let previous = plan.pause(place.scope, place.reason)
    // From here on the pause itself knows its step; a person who ends it ends that too.
    let hoped = previous == nil ? plan.experience.hopes.removeValue(forKey: place.reason) : nil
    let pause = hold.pause(
      for: model, after: previous, endedInVainAt: hoped, at: moment.wall)
    try set(pause, after: previous, &plan, at: moment)
  }

  func set(
    _ pause: Pause, after previous: Pause?, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    // It holds for this daemon's life even where it cannot be written down.
    try step("to record a pause") { () throws(SQLiteError) in try store.pause(pause) }
    plan.pauses.removeAll { $0.scope == pause.scope && $0.reason == pause.reason }
    plan.pauses.append(pause)
    guard previous == nil else { return }
    try tell(.paused, pause, at: moment)
    plan.news.append(.paused(pause))
  }

  private func tell(
    _ kind: EventKind, _ pause: Pause, at moment: Moment
  ) throws(SQLiteError) {
    try step("to tell of a pause") { () throws(SQLiteError) in
      try store.tell(kind, pause.inWords, by: .daemon, at: moment.wall)
    }
  }

  func end(
    _ pause: Pause, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    try store.endPause(pause.scope, pause.reason)
    plan.pauses.removeAll { $0.scope == pause.scope && $0.reason == pause.reason }
    plan.hasMoreToClaim = true
    try tell(.resumed, pause, at: moment)
    plan.news.append(.resumed(pause))
  }

  /// Whether something is due about a pause by now.
  func isTimeToAct(on pause: Pause, at now: Timestamp) -> Bool {
    guard let until = pause.until, until <= now else { return false }
    return timeEnds(pause)
  }

  /// Whether anything is to be done about a pause when its time has come. A probe is claimed like
  /// any other job, when there is room.
  func timeEnds(_ pause: Pause) -> Bool {
    switch pause.reason.ending {
    case .never, .bySubmission, .byPrediction, .byLook: false
    case .byTime: true
    case .byBalance: !isAskingForBalance
    }
  }

  /// Ends what has run out, and asks for the balance where that decides.
  func endPauses(_ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    for pause in plan.pauses where isTimeToAct(on: pause, at: moment.wall) {
      switch pause.reason.ending {
      case .never, .bySubmission, .byPrediction, .byLook: break
      case .byTime: try end(pause, &plan, at: moment)
      case .byBalance: plan.askForBalance()
      }
    }
    for pause in plan.pauses where pause.reason == .looking {
      // A person may have settled what was to be looked for.
      guard case .model(let model) = pause.scope, lookouts[model]?.isFirstLookOpen != true else {
        continue
      }
      try endLooking(for: model, &plan, at: moment)
    }
  }

  /// Submits jobs of the model again, unless one of its attempts was never looked for.
  func endLooking(
    for model: ModelName, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    guard let pause = plan.pause(.model(model), .looking),
      try store.uncertainAttempts(of: model).allSatisfy({ $0.looks > 0 })
    else { return }
    try end(pause, &plan, at: moment)
  }

  /// An answered submission ends the pauses that only waited for one.
  func endProbe(
    _ reply: SubmitReply, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let ended: [Pause.Reason] =
      switch reply {
      case .notSent: [.unsure]
      case .unknown: [.unreachable]
      case .accepted, .rejected, .keyRefused, .creditRefused, .forbidden, .throttled:
        [.unreachable, .unsure]
      }
    for pause in plan.pauses where pause.scope == .account && ended.contains(pause.reason) {
      try end(pause, &plan, at: moment)
    }
  }

  /// The balance was asked for because key or credit had been refused.
  func decide(
    _ balance: Result<Balance, APIFailure>, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    if case .success(let balance) = balance {
      try store.recordBalance(balance.left, at: moment.wall)
      if balance.left < steering(plan).balanceFloor, plan.pause(.account, .balance) == nil {
        try set(
          .underFloor(balance.left, steering(plan).balanceFloor, at: moment.wall), after: nil,
          &plan, at: moment)
        return
      }
    }
    for pause in plan.pauses where pause.reason.ending == .byBalance {
      // The balance may have been asked for something else: it has looked good before, and that it
      // looks bad is why there is a pause.
      let isEarly = pause.until.map { $0 > moment.wall } ?? false
      if isEarly, pause.reason == .credit && pause.step > 0 || !balance.isGood { continue }
      switch (balance, pause.reason) {
      case (.success(let balance), .balance) where balance.left >= steering(plan).balanceFloor:
        try end(pause, &plan, at: moment)
      case (.success, .key):
        try hope(pause, &plan, at: moment)
      case (.success(let balance), .credit) where balance.left > .zero:
        try hope(pause, &plan, at: moment)
      case (.success, _), (.failure, _):
        let step = pause.step + 1
        let wait = Duration.seconds(30).doubled(step, atMost: .seconds(600))
        try set(
          Pause(
            scope: pause.scope, reason: pause.reason, detail: pause.detail, since: pause.since,
            until: moment.wall + wait, step: step),
          after: pause, &plan, at: moment)
      }
    }
  }

  /// Ends a pause of which only a submission can tell whether it is over: one at a time leaves until
  /// one is accepted, and where it is refused again the pause goes on from the wait that it had.
  private func hope(_ pause: Pause, _ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    plan.experience.hopes[pause.reason] = pause.step
    try end(pause, &plan, at: moment)
  }

  /// A submission was accepted: key and credit are good.
  func endHoping(_ plan: inout Plan) {
    guard !plan.experience.hopes.isEmpty else { return }
    plan.experience.hopes = [:]
    plan.hasMoreToClaim = true
  }

  /// The key was read again: find out at once whether it is a better one.
  package func keyHasChanged() {
    guard isKeyRefused, !isAskingForBalance else { return }
    sendBalanceRequest()
  }
}

extension Plan {
  fileprivate mutating func askForBalance() {
    let isAsking = acts.contains { act in
      if case .ask = act { true } else { false }
    }
    if !isAsking { acts.append(.ask(.balance, .balance)) }
  }
}

extension Pause {
  fileprivate static func underFloor(_ left: Money, _ floor: Money, at now: Timestamp) -> Pause {
    Pause(
      scope: .account, reason: .balance,
      detail: "the account has \(left) left, less than balance_floor (\(floor))", since: now,
      until: now + .seconds(30))
  }
}

extension Turn {
  /// Whether submitting waits for what time alone, or the next try, will end.
  var waitsForTime: Bool {
    roomComes != nil || quotes.isAsking()
      || pauses.contains { $0.reason.ending == .byTime || $0.reason.ending.isByProbe }
  }
}

extension Result<Balance, APIFailure> {
  fileprivate var isGood: Bool {
    if case .success = self { true } else { false }
  }
}
