package import SQLite
package import Spool

/// What the ledger keeps of a submission that is about to leave.
package struct Sending: Equatable, Sendable {
  package let body: String
  package let price: Money?
  package let epoch: Int64

  package init(body: String, price: Money?, epoch: Int64) {
    self.body = body
    self.price = price
    self.epoch = epoch
  }
}

extension Store {
  /// Writes what follows from an event: the job's row, the ledger, the log.
  ///
  /// Compare-and-set: when the row is no longer where the decision was made, nothing is written
  /// and this throws, so that no job ends twice. A person who settles a job by hand is its `actor`.
  package func record(
    _ transition: Transition, of job: StoredJob, at now: Timestamp, sending: Sending? = nil,
    by actor: Actor = .daemon
  ) throws(SQLiteError) {
    switch transition {
    case .ignore: return
    case .stay(let kind, let detail, let effects):
      let change = JobChange(job, to: job.standing.state, through: kind, at: now, by: actor)
      for effect in effects { try write(effect, change, sending) }
      if let kind { try tell(kind, change, to: nil, detail) }
    case .move(let state, let kind, let detail, let effects):
      let change = JobChange(job, to: state, through: kind, at: now, by: actor)
      var isWritten = false
      for effect in effects {
        let wroteJob = try write(effect, change, sending)
        isWritten = isWritten || wroteJob
      }
      if !isWritten { try move(change) }
      let isNews = state.status != job.standing.state.status
      try tell(kind, change, to: isNews ? state.status : nil, detail)
    }
  }

  /// Whether the effect has written the job's row, its new status included.
  @discardableResult
  private func write(
    _ effect: Effect, _ change: JobChange, _ sending: Sending?
  ) throws(SQLiteError) -> Bool {
    switch effect {
    case .openAttempt(let attempt):
      guard let sending else { preconditionFailure("An attempt is opened with what is sent") }
      try open(attempt, change, sending)
      return true
    case .accept(let attempt, let report):
      try accept(attempt, report, change)
      return true
    case .recoverAttempt(let attempt, let report):
      guard let sending else { preconditionFailure("An attempt is recovered with what was sent") }
      try recover(attempt, report, change, sending)
      return true
    case .settle(let attempt, let outcome, let refusal):
      try settle(attempt, outcome, refusal, change.now)
      return false
    case .recordProgress(let attempt, let report):
      try recordProgress(attempt, report, change)
      return true
    case .recordResult(let attempt, let report):
      try recordResult(attempt, report, change)
      return true
    case .recordFailure(let attempt, let report, let refusal):
      try recordFailure(attempt, report, refusal, change.now)
      return false
    case .recordError(let refusal):
      try recordError(refusal, change)
      return true
    case .recordOrphan(let attempt, let report):
      try recordOrphan(attempt, report, change)
      return false
    case .authoriseAnother:
      try authoriseAnother(change.job.id)
      return false
    case .release, .reconcile, .hold:
      return false
    }
  }
}

/// Where a job's row goes from where it was.
struct JobChange {
  let job: StoredJob
  let to: JobState
  let kind: EventKind?
  let now: Timestamp
  let actor: Actor

  init(
    _ job: StoredJob, to state: JobState, through kind: EventKind?, at now: Timestamp,
    by actor: Actor
  ) {
    self.job = job
    to = state
    self.kind = kind
    self.now = now
    self.actor = actor
  }

  var from: Status { job.standing.state.status }

  var runAfter: Timestamp? {
    if case .queued(let notBefore) = to { notBefore } else { nil }
  }

  /// Set when the job ends here; a cancelled job keeps the time at which it was cancelled.
  var finishedAt: Timestamp? {
    switch to.status {
    case .completed, .failed: now
    case .queued, .submitting, .uncertain, .running, .cancelled: nil
    }
  }
}
