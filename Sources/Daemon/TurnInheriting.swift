import Spool
import SQLite
import Store

extension Turn {
  /// Takes over what an earlier life left: what it was sending is uncertain now, what runs is
  /// polled, and what it sent within the last minute counts in the minute's window.
  func inherit(at moment: Moment) throws(StoreError) {
    var plan = Plan(
      pauses: pauses, experience: experience, seenEvent: seenEvent, unknownInARow: 0,
      purse: purse)
    try store.turn(epoch: epoch, commits: &commits) { () throws(SQLiteError) in
      for live in try store.liveAttempts() where live.outcome == .sending {
        try decide(live.id.job, .orphaned(live.id), &plan, at: moment)
        // What one crash has left behind counts as one.
        plan.unknownInARow = 1
      }
      Step.inheriting.reached()
    }
    pauses = plan.pauses
    unknownInARow = plan.unknownInARow
    try store.reading { () throws(SQLiteError) in
      inheritBills(lastEnd: try store.newestEnd(), at: moment)
      for live in try store.liveAttempts() { takeOver(live, at: moment) }
      for lost in try store.uncertainAttempts() {
        lookOut(
          for: lost.id, of: lost.model, sentIn: lost.epoch, sentAt: lost.sentAt,
          lostAt: lost.lostAt, looks: lost.looks, at: moment)
      }
      for sent in try store.submissions(since: moment.wall - .seconds(600)) {
        // Without an answer on record it may arrive as late as its deadline allowed: what a dead
        // daemon has sent is still on its way.
        let deadline = min(sent.sentAt, moment.wall) + .seconds(sent.carriesPictures ? 480 : 70)
        let arrived = sent.answeredAt.map { min($0, moment.wall) } ?? deadline
        let ago = moment.wall.since(arrived)
        pacing.remembers(sent.model, at: moment.uptime + (.zero - ago))
      }
    }
  }

  private func takeOver(_ live: LiveAttempt, at moment: Moment) {
    switch live.outcome {
    case .accepted:
      guard let running = running(live, at: moment) else { return }
      follow(live.id, live.model, sentOn: running.acceptedOn, running, at: moment)
    case .sending, .uncertain:
      guard !live.hasGivenUpItsSlot else { return }
      following[live.id] = Following(
        model: live.model, sentOn: live.sentAt, stage: .uncertain)
      pacing.inherits(live.model)
    case .notSent, .throttled, .rejected, .completed, .failed, .givenUp: break
    }
  }

  private func running(_ live: LiveAttempt, at moment: Moment) -> Following.Running? {
    guard let prediction = live.prediction else { return nil }
    let acceptedOn = live.acceptedAt ?? moment.wall
    // An age by the wall clock, which may have been set since: never negative.
    let age = max(0, moment.wall.milliseconds - acceptedOn.milliseconds)
    return Following.Running(
      prediction: prediction,
      bet: PollBet(acceptedAt: moment.uptime + .milliseconds(-age), roll: world.roll()),
      acceptedOn: acceptedOn, remoteStatus: live.remoteStatus)
  }

  /// Reads what people set.
  func readWhatPeopleWrote(
    _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let steering = try Steering(store, after: self.steering)
    plan.steering = steering
    // A fact, and no decision: it holds for the claims of this very turn.
    pacing.set(steering.limits)
    plan.experience.limits = steering.limits
    plan.pauses = try store.pauses()
    plan.isPurseStale = true
    readmitUnknownPrices(&plan)
    try followSavingPolicy(&plan, at: moment)
  }

  /// Brings the attempts of the jobs that people touched in line, so many a turn. Nothing hangs on how
  /// soon: what may be claimed is read from the rows.
  func followWhatPeopleDid(_ plan: inout Plan) throws(SQLiteError) {
    let changes = try store.peopleChanges(since: seenEvent, atMost: Turn.batch)
    plan.hasMoreChanges = changes.count == Turn.batch
    let touched = Set(changes.compactMap(\.job)).sorted()
    // No decision either: what is forgotten is found out anew.
    forgetPictures(of: touched)
    for job in touched {
      for attempt in try store.attempts(of: job) { align(attempt, &plan) }
    }
    plan.seenEvent = changes.last?.event ?? seenEvent
  }

  /// A person may have settled an uncertain attempt by hand, and once more when that was wrong.
  private func align(_ attempt: LiveAttempt, _ plan: inout Plan) {
    let followed = following[attempt.id]
    if !attempt.outcome.isLive {
      if followed != nil { release(attempt.id, attempt.model, &plan) }
    } else if attempt.outcome == .accepted, let prediction = attempt.prediction,
      followed?.running?.prediction != prediction
    {
      let report = Report(
        prediction: prediction, progress: .waiting, remoteStatus: attempt.remoteStatus ?? "")
      plan.acts.append(.follow(attempt.id, attempt.model, report))
    }
  }
}
