import JSON
import Spool
import SQLite
import Store
import WaveSpeed

extension Turn {
  /// Settles what a look has shown, within the turn's transaction: what belongs to whom is asked of
  /// the ledger as it is now.
  func settle(
    _ model: ModelName, by findings: Findings, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let attempts = try store.uncertainAttempts(of: model)
    let rivals =
      attempts + (try store.lostAttempts(of: model, since: moment.wall - .seconds(777_600)))
    let likenesses = Likenesses(rivals)
    let sought = rivals.map { attempt in
      let lookout = lookouts[model]?.plans[attempt.id]
      return Sought(
        attempt.id,
        window: lookout.map { window(of: [$0]) } ?? window(of: attempt, plan),
        likeness: likenesses.of(attempt), isWaiting: lookout != nil)
    }
    let known = try strangers(of: model, in: findings)
    // Where not all was read, one that shows no inputs may have a rival among what was not.
    let evidence = findings.isCutShort ? known.filter { $0.inputs != nil } : known
    let candidates = evidence.map { stranger in
      Candidate(
        stranger.report.prediction, createdAt: stranger.createdAt,
        likenesses: stranger.inputs.flatMap(likenesses.agreeing))
    }
    let verdicts = verdicts(on: sought, among: candidates)
    for attempt in attempts {
      guard let verdict = verdicts[attempt.id] else { continue }
      switch verdict {
      case .adopt(let prediction):
        guard let stranger = known.first(where: { $0.report.prediction == prediction }) else {
          continue
        }
        let isAdopted = try adopt(stranger.report, for: attempt.id, &plan, at: moment)
        if !isAdopted {
          try lookedInVain(
            attempt, findings, .unrecordable(prediction), &plan, at: moment)
        }
      case .nothingFound:
        try lookedInVain(attempt, findings, .nothing, &plan, at: moment)
      case .ambiguous(let predictions):
        try lookedInVain(attempt, findings, .several(predictions), &plan, at: moment)
      }
    }
    plan.acts.append(.endSearch(model))
    try endLooking(for: model, &plan, at: moment)
  }

  /// The history cannot be looked at. Looking goes on, but a person should know.
  func tellNotLooked(
    _ model: ModelName, times: Int, _ refusal: Refusal, at moment: Moment
  ) throws(SQLiteError) {
    for attempt in try store.uncertainAttempts(of: model) {
      guard let planned = lookouts[model]?.plans[attempt.id], planned.due <= moment.uptime else {
        continue
      }
      try step("to tell that it cannot be looked for", of: attempt.id.job) {
        () throws(SQLiteError) in
        try store.recordLook(
          for: attempt.id, looks: attempt.looks,
          needsPerson: "the API's history could not be looked at, \(times) times in a row: "
            + refusal.message)
      }
    }
  }

  private func tellSearch(
    of job: JobID, _ detail: String, at moment: Moment
  ) throws(SQLiteError) {
    try step("to tell of a look", of: job) { () throws(SQLiteError) in
      try store.tellSearch(of: job, detail, at: moment.wall)
    }
  }

  /// A prediction of the model that no attempt of ours has.
  private struct Stranger {
    let report: Report
    let createdAt: Timestamp?
    let inputs: JSON.Object?
  }

  private func strangers(
    of model: ModelName, in findings: Findings
  ) throws(SQLiteError) -> [Stranger] {
    var strangers: [Stranger] = []
    for item in findings.history.items
    where item.model == nil || item.model == model {
      guard try store.owner(of: item.prediction) == nil else { continue }
      strangers.append(
        Stranger(report: item.report, createdAt: item.createdAt, inputs: item.inputs))
    }
    // A charge that the history does not show yet. Its prediction goes on, as far as we know.
    for charge in findings.charges where charge.model == model {
      guard let prediction = charge.prediction,
        !strangers.contains(where: { $0.report.prediction == prediction }),
        !findings.history.contains(prediction),
        try store.owner(of: prediction) == nil
      else { continue }
      let report = Report(prediction: prediction, progress: .waiting, remoteStatus: "charged")
      strangers.append(Stranger(report: report, createdAt: charge.createdAt, inputs: nil))
    }
    return strangers
  }

  /// False when it could not be recorded.
  private func adopt(
    _ report: Report, for attempt: AttemptID, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) -> Bool {
    guard try decide(attempt.job, .adopted(attempt, report), &plan, at: moment) else {
      return false
    }
    try store.forgetStranger(report.prediction)
    try decideEnd(report, of: attempt, &plan, at: moment)
    return true
  }

  private func lookedInVain(
    _ attempt: UncertainAttempt, _ findings: Findings, _ trace: Trace, _ plan: inout Plan,
    at moment: Moment
  ) throws(SQLiteError) {
    // A look that was taken for another attempt of the model is none of this one's own: the history
    // is late, and what it has not shown yet must have its time to appear.
    guard let planned = lookouts[attempt.model]?.plans[attempt.id], planned.due <= moment.uptime
    else { return }
    let looks = planned.looks + 1
    let isLast = LookSchedule.wait(afterLooks: looks) == nil
    // What was not read may hold it: then nothing is paid for again but by a person.
    let mayBeUnread = findings.isCutShort
    if isLast, case .nothing = trace, !mayBeUnread, steering.uncertainPolicy == .resubmit {
      try tellSearch(of: attempt.id.job, findings.inWords(trace), at: moment)
      try decide(attempt.id.job, .resubmitted(attempt.id), &plan, at: moment)
      return
    }
    var why: String?
    switch trace {
    case .several: why = "several predictions could be its own"
    case .unrecordable(let prediction):
      why = "\(prediction) is its own, and could not be recorded: the log says what is in the way"
    case .nothing where isLast:
      why =
        "no prediction was found for it in \(looks) looks"
        + (mayBeUnread ? ", none of which could read all that the API's history holds" : "")
    case .nothing: break
    }
    try step("to record a look", of: attempt.id.job) { () throws(SQLiteError) in
      try store.recordLook(for: attempt.id, looks: looks, needsPerson: why)
    }
    try tellSearch(of: attempt.id.job, findings.inWords(trace), at: moment)
    plan.acts.append(.looked(attempt.id, attempt.model, looks: looks))
    if isLast { release(attempt.id, attempt.model, &plan) }
  }
}

/// What a look has shown of one attempt that it does not settle.
private enum Trace {
  case nothing
  case several([PredictionID])
  case unrecordable(PredictionID)

  var words: String {
    switch self {
    case .nothing: ", none of them its own"
    case .several(let predictions):
      "; these could be its own: " + predictions.map(\.text).joined(separator: ", ")
    case .unrecordable(let prediction): "; \(prediction) is its own, and could not be recorded"
    }
  }
}

extension Findings {
  /// What was looked at and what it showed, for the log of events.
  fileprivate func inWords(_ trace: Trace) -> String {
    let source = hasNoHistory ? "the bills (the API has no history)" : "history and bills"
    let extent = isCutShort ? ", as far as they were read" : ""
    return "\(source)\(extent): \(history.items.count) of this model's predictions"
      + trace.words
  }
}

/// Which attempts sent the same, and which of them a prediction's inputs agree with.
private struct Likenesses {
  private var bodies: [JSON.Object] = []
  private var byAttempt: [AttemptID: Int] = [:]

  init(_ attempts: [UncertainAttempt]) {
    for attempt in attempts {
      // What was sent was read before it was sent; a body that is gone agrees with nothing.
      let body = (try? JSON(parsing: attempt.body))?.object ?? [:]
      let known = bodies.firstIndex { $0.isEquivalent(to: body) }
      byAttempt[attempt.id] = known ?? bodies.count
      if known == nil { bodies.append(body) }
    }
  }

  func of(_ attempt: UncertainAttempt) -> Int { byAttempt[attempt.id] ?? -1 }

  /// Every key that was sent is there with an equal value; defaults may have been filled in. Where
  /// inputs are exactly what one attempt sent, it is that one and not another that sent less.
  ///
  /// Nil when it cannot be told: of pictures that were sent inside the body the ledger keeps only
  /// what they are called here.
  func agreeing(_ inputs: JSON.Object) -> Set<Int>? {
    let exact = bodies.indices.filter { bodies[$0].isEquivalent(to: inputs) }
    if !exact.isEmpty { return Set(exact) }
    let isUnsure = bodies.contains { body in
      let others = body.withoutKeptPictures(under: body.keys)
      return others != body && others.isContained(in: inputs)
    }
    if isUnsure { return nil }
    return Set(bodies.indices.filter { !bodies[$0].isEmpty && bodies[$0].isContained(in: inputs) })
  }
}
