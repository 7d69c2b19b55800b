import Spool
import TestSupport
import Testing

/// One job and its ledger, kept as `Store` will keep them, with the laws checked at every step.
private struct Ledger {
  var state = JobState.queued(notBefore: nil)
  var maxAttempts = 2
  var outcomes: [AttemptID: Outcome] = [:]
  var predictions: [AttemptID: PredictionID] = [:]
  var slots: Set<AttemptID> = []
  var orphans: Set<PredictionID> = []
  var ended: Set<AttemptID> = []
  var broken: [String] = []
  private var newest: AttemptID?

  var used: Int { outcomes.values.count { $0.mayHaveBeenCharged } }
  var next: AttemptID { AttemptID(JobID(7), outcomes.count + 1) }

  /// As the trigger that queues again reads it.
  var standOfNewest: JobEvent.Newest? {
    guard let newest, let outcome = outcomes[newest] else { return nil }
    switch outcome {
    case .sending: return .submitting(newest)
    case .uncertain: return .uncertain(newest)
    case .accepted: return predictions[newest].map { .running(newest, $0) }
    case .completed: return .completed(newest)
    case .notSent, .throttled, .rejected, .failed, .givenUp: return nil
    }
  }

  mutating func handle(_ event: JobEvent, _ dice: inout Dice) {
    let before = state
    let moment = Moment(wall: .start, uptime: .start, roll: dice.roll())
    let transition = Standing(state, attempts: used, maxAttempts: maxAttempts)
      .handling(event, at: moment, under: .standard)
    for effect in transition.effects { apply(effect) }
    state = transition.destination ?? state
    if case .queuedAgain = event, transition != .ignore, state.status == .queued {
      maxAttempts = max(maxAttempts, used + 1)
    }
    check(event, before, transition)
  }

  private mutating func apply(_ effect: Effect) {
    switch effect {
    case .openAttempt(let attempt):
      law(outcomes[attempt] == nil, "an attempt is opened once")
      law(used < maxAttempts, "no attempt is used that is not authorised")
      law(slots.isEmpty, "a job has one attempt under way")
      outcomes[attempt] = .sending
      newest = attempt
      slots.insert(attempt)
    case .recoverAttempt(let attempt, let report):
      law(outcomes[attempt] == nil, "an attempt is recovered once")
      outcomes[attempt] = .accepted
      predictions[attempt] = report.prediction
      newest = attempt
      slots.insert(attempt)
    case .accept(let attempt, let report):
      law(isLive(attempt), "only what is live is accepted")
      outcomes[attempt] = .accepted
      predictions[attempt] = report.prediction
    case .settle(let attempt, let outcome, _):
      law(isLive(attempt), "an attempt is settled once")
      outcomes[attempt] = outcome
      if outcome == .uncertain { predictions[attempt] = nil }
    case .recordResult(let attempt, _): end(attempt, .completed)
    case .recordFailure(let attempt, _, _): end(attempt, .failed)
    case .recordProgress(let attempt, _):
      law(outcomes[attempt] == .accepted, "only what runs makes progress")
    case .recordOrphan(_, let report): orphans.insert(report.prediction)
    case .release(let attempt):
      law(slots.remove(attempt) != nil, "a slot is given back once")
    case .authoriseAnother: maxAttempts = max(maxAttempts, used + 1)
    case .reconcile(let attempt):
      law(outcomes[attempt] == .uncertain, "what is looked for is uncertain")
    case .recordError, .hold: break
    }
  }

  private mutating func end(_ attempt: AttemptID, _ outcome: Outcome) {
    law(outcomes[attempt] == .accepted, "what ends was accepted")
    law(ended.insert(attempt).inserted, "what was accepted ends once")
    outcomes[attempt] = outcome
  }

  private mutating func check(_ event: JobEvent, _ before: JobState, _ transition: Transition) {
    if before == .completed { law(state == .completed, "completed is for good") }
    if before.status == .cancelled, state.status != .cancelled {
      law(isQueuingAgain(event), "cancelled is left only when a person says so")
    }
    let live = Set(outcomes.filter { $0.value.isLive }.keys)
    law(live == slots, "a slot is held exactly by what is live")
    law(live == underWay, "the state names the attempt that is live")
    if let found = foundPrediction(event) {
      law(
        orphans.contains(found) || predictions.values.contains(found),
        "no paid prediction is dropped")
    }
  }

  private var underWay: Set<AttemptID> {
    switch state {
    case .queued, .completed, .failed, .cancelled(.nothing): []
    case .submitting(let attempt), .uncertain(let attempt), .running(let attempt, _),
      .cancelled(.submitting(let attempt)), .cancelled(.uncertain(let attempt)),
      .cancelled(.running(let attempt, _)):
      [attempt]
    }
  }

  private func isLive(_ attempt: AttemptID) -> Bool { outcomes[attempt]?.isLive ?? false }

  private func isQueuingAgain(_ event: JobEvent) -> Bool {
    if case .queuedAgain = event { true } else { false }
  }

  private func foundPrediction(_ event: JobEvent) -> PredictionID? {
    switch event {
    case .replied(_, .accepted(let report)), .adopted(_, let report): report.prediction
    default: nil
    }
  }

  private mutating func law(_ holds: Bool, _ sentence: String) {
    if !holds { broken.append(sentence) }
  }
}

@Suite struct `Whatever happens to a job` {
  @Test(arguments: UInt64(1)...400)
  func `its ledger keeps the laws`(seed: UInt64) {
    var dice = Dice(seed: seed)
    var ledger = Ledger()
    var past: [JobEvent] = []

    for _ in 0..<120 {
      let event = anEvent(of: ledger, &dice)
      past.append(event)
      if dice.roll() < 0.1 { ledger.maxAttempts = dice.pick([1, 2, 3]) }  // as a person may
      ledger.handle(event, &dice)
      guard ledger.broken.isEmpty else { break }
    }

    #expect(ledger.broken.isEmpty, "seed \(seed), last of it: \(past.suffix(6))")
  }

  @Test func `all of it can happen: the dice reach every state`() {
    var reached: Set<Status> = []
    for seed in UInt64(1)...50 {
      var dice = Dice(seed: seed)
      var ledger = Ledger()
      for _ in 0..<120 {
        ledger.handle(anEvent(of: ledger, &dice), &dice)
        reached.insert(ledger.state.status)
      }
    }
    #expect(reached == Set(Status.allCases))
  }

  /// Mostly about the newest attempt, sometimes about one long gone; a prediction is usually its
  /// own, sometimes a new one.
  private func anEvent(of ledger: Ledger, _ dice: inout Dice) -> JobEvent {
    let newest = AttemptID(JobID(7), max(1, ledger.outcomes.count))
    let any = AttemptID(JobID(7), Int.random(in: 1...max(1, ledger.outcomes.count), using: &dice))
    let attempt = dice.pick([newest, newest, newest, any])
    let own = ledger.predictions[attempt] ?? PredictionID("p\(attempt)")
    let prediction = dice.pick([
      own, own, own, PredictionID("x\(UInt16.random(in: 0...99, using: &dice))"),
    ])
    let failure = Report.Failure(.example, dice.pick([.mayHelp, .neverHelps]))
    let progress = dice.pick(
      [Report.Progress.waiting, .processing, .unfamiliar, .completed, .failed(failure)])
    let report = Report.of(prediction, progress)
    let reply = dice.pick([
      SubmitReply.accepted(report), .accepted(report), .unknown(.example), .unknown(.example),
      .rejected(.example), .notSent(.example), .keyRefused(.example), .creditRefused(.example),
      .forbidden(.example), .throttled(.example, retryAfter: nil, holds: .account),
    ])
    return dice.pick([
      .claimed(ledger.next), .claimed(ledger.next), .foundInvalid(.example),
      .replied(attempt, reply), .replied(attempt, reply), .orphaned(attempt),
      .reported(attempt, report), .reported(attempt, report),
      .vanished(attempt, .example), .adopted(attempt, report),
      .disowned(attempt), .resubmitted(attempt), .givenUp(attempt), .cancelRequested,
      .queuedAgain(newest: ledger.standOfNewest), .queuedAgain(newest: ledger.standOfNewest),
    ])
  }
}
