import JSON
import Spool
import SQLite
import Store
import WaveSpeed

extension Turn {
  /// Decides what follows from one observation, and writes it.
  ///
  /// Each decision is a savepoint of its own: a constraint that refuses one parks that one job,
  /// loudly, and the others go on.
  func decide(
    _ observation: Observation, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    switch observation {
    case .replied(let attempt, let reply):
      try decide(attempt, reply, &plan, at: moment)
    case .reported(let attempt, let report):
      try decide(polled: attempt, .reported(attempt, report), &plan, at: moment)
    case .vanished(let attempt, let refusal):
      try decide(polled: attempt, .vanished(attempt, refusal), &plan, at: moment)
    case .silent(let attempt, let why):
      try step("to tell that it is silent", of: attempt.job) { () throws(SQLiteError) in
        try store.recordSilence(of: attempt.job, because: why, at: moment.wall)
      }
    case .keyRefused(let refusal):
      // What is known must not put off asking whether it still holds.
      guard plan.pause(.account, .key) == nil else { return }
      try hold(.key(refusal), for: nil, &plan, at: moment)
    case .balance(let result):
      try decide(result, &plan, at: moment)
    case .compared(let comparison):
      try decide(comparison, &plan, at: moment)
    case .billed(let bills, let readTo):
      try decide(bills, readTo: readTo, &plan)
    case .quoted(let key, let price):
      try decide(key, price, &plan, at: moment)
    case .saved(let output, let saved): try decide(output, saved, &plan, at: moment)
    case .unsavable(let output, let reason):
      try decide(output, unsavable: reason, &plan, at: moment)
    case .savingTrouble(let output, let reason):
      try step("to tell what keeps its output", of: output.id.job) { () throws(SQLiteError) in
        try store.recordTrouble(output, reason)
      }
    case .uploaded(let digest, let facts, let url):
      try decide(digest, facts, url: url, &plan, at: moment)
    case .keptPictures(let job, let old, let result):
      try decide(job, from: old, result, &plan, at: moment)
    case .looked(let model, let findings):
      try settle(model, by: findings, &plan, at: moment)
    case .notLooked(let model, let times, let refusal):
      try tellNotLooked(model, times: times, refusal, at: moment)
    }
  }

  private func decide(
    _ attempt: AttemptID, _ reply: SubmitReply, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    try endProbe(reply, &plan, at: moment)
    try countUnknown(reply, &plan, at: moment)
    try ease(by: reply, to: attempt, &plan, at: moment)
    if case .accepted(let report) = reply {
      endHoping(&plan)
      try disown(report.prediction, for: attempt, &plan, at: moment)
    }
    let isRecorded = try decide(attempt.job, .replied(attempt, reply), &plan, at: moment)
    guard case .accepted(let report) = reply else { return }
    guard isRecorded else {
      let refusal = try keepTrack(of: report.prediction, from: attempt, at: moment)
      try decide(attempt.job, .replied(attempt, .unknown(refusal)), &plan, at: moment)
      return
    }
    try decideEnd(report, of: attempt, &plan, at: moment)
  }

  /// The schema refuses a prediction, or its job is gone. It is paid for all the same: its id must
  /// not be forgotten. Says what is known of the submission now.
  private func keepTrack(
    of prediction: PredictionID, from attempt: AttemptID, at moment: Moment
  ) throws(SQLiteError) -> Refusal {
    if let owner = try store.owner(of: prediction), owner.attempt != attempt {
      return Refusal(
        "the API answered with \(prediction), which belongs to job \(owner.attempt.job)")
    }
    let model = try store.job(attempt.job)?.model ?? .unnamed
    try step("to keep track of \(prediction)", of: attempt.job) { () throws(SQLiteError) in
      try store.recordStranger(
        prediction, of: model, "of submission \(attempt), for which it could not be recorded",
        at: moment.wall)
    }
    return Refusal("the API took it as \(prediction), which could not be recorded")
  }

  /// What a poll has brought. Where it cannot be recorded it is asked for again: a person may put
  /// right what is in the way, and what is paid for is asked after to its end.
  private func decide(
    polled attempt: AttemptID, _ event: JobEvent, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    try flushPolls(attempt, &plan)
    let isRecorded = try decide(attempt.job, event, &plan, at: moment)
    if !isRecorded { plan.acts.append(.pollAgain(attempt)) }
  }

  /// A prediction may have ended by the time its id becomes known.
  func decideEnd(
    _ report: Report, of attempt: AttemptID, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    switch report.progress {
    case .waiting, .processing, .unfamiliar: break
    case .completed, .failed:
      try decide(attempt.job, .reported(attempt, report), &plan, at: moment)
    }
  }

  /// A direct answer outranks an adoption: who had adopted the prediction is uncertain again.
  private func disown(
    _ prediction: PredictionID, for attempt: AttemptID, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    guard let owner = try store.owner(of: prediction), owner.attempt != attempt, owner.isAdopted
    else { return }
    try decide(owner.attempt.job, .disowned(owner.attempt), &plan, at: moment)
  }

  /// Puts one event through the job's lifecycle. False when the schema refused what follows.
  @discardableResult
  func decide(
    _ id: JobID, _ event: JobEvent, sending: Sending? = nil, model: Model? = nil,
    outgoing: Outgoing? = nil, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) -> Bool {
    let moment = Moment(wall: moment.wall, uptime: moment.uptime, roll: world.roll())
    guard let job = try store.job(id) else {
      world.log.error("a job's row and its attempts contradict each other", ["job": "\(id)"])
      return false
    }
    let transition = job.standing.handling(event, at: moment, under: retries)
    do throws(SQLiteError) {
      try book(transition, &plan) { () throws(SQLiteError) in
        try store.decision { () throws(SQLiteError) in
          try store.record(transition, of: job, at: moment.wall, sending: sending)
        }
      }
    } catch  where error.code == .constraint {
      world.log.error(
        "what happened to a job could not be recorded", ["job": "\(id)", "why": error.message])
      return false
    }
    plan.news.append(.transition(transition, job))
    if transition != .ignore, case .reported(let attempt, let report) = event {
      learn(report, of: attempt, job.model, &plan, at: moment)
      try rest(job.model, by: report, &plan, at: moment)
    }
    for effect in transition.effects {
      try adopt(effect, of: job, sending, model, outgoing, &plan, at: moment)
    }
    return true
  }

  /// What an effect means for this daemon, besides what the store has written.
  private func adopt(
    _ effect: Effect, of job: StoredJob, _ sending: Sending?, _ model: Model?,
    _ outgoing: Outgoing?, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    switch effect {
    case .openAttempt(let attempt):
      guard let sending, let model else { preconditionFailure("A claim says what is sent") }
      plan.claim(attempt, model, outgoing ?? Outgoing(body: sending.body, input: [:]))
    case .accept(let attempt, let report), .recoverAttempt(let attempt, let report):
      plan.acts.append(.follow(attempt, job.model, report))
    case .recordProgress(let attempt, let report):
      plan.acts.append(.notice(attempt, remoteStatus: report.remoteStatus))
    case .release(let attempt): release(attempt, job.model, &plan)
    case .reconcile(let attempt):
      plan.acts.append(.makeUncertain(attempt, job.model))
      try waitForLook(job, &plan, at: moment)
    case .hold(let hold): try self.hold(hold, for: job.model, &plan, at: moment)
    case .recordFailure(_, _, let refusal):
      plan.isPurseStale = true
      // 1402: the API could not read the picture. Perhaps it has forgotten an upload early.
      if refusal.code == 1402 { try store.forgetUploads(of: job.id) }
    case .settle(_, let outcome, _):
      if !outcome.mayHaveBeenCharged { plan.isPurseStale = true }
    case .recordResult: try lookForOutputs(of: job.id, &plan)
    case .recordError, .recordOrphan, .authoriseAnother: break
    }
  }

  /// Polls that were made since the last commit are counted in this one.
  private func flushPolls(_ attempt: AttemptID, _ plan: inout Plan) throws(SQLiteError) {
    guard let polls = following[attempt]?.unrecordedPolls, polls > 0 else { return }
    try store.addPolls(polls, to: attempt)
    plan.acts.append(.recordedPolls(attempt))
  }
}
