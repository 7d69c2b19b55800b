package import SQLite
package import Spool

/// How a person settles a submission whose answer was lost.
package enum Resolution: Equatable, Sendable {
  case adopt(PredictionID)
  case resubmit
  case giveUp
}

/// What came of it.
package enum Resolved: Equatable, Sendable {
  case done(from: Status, to: Status)
  case missing
  case notUncertain(Status)

  /// What nobody wants any more is not submitted once more.
  case isCancelled

  /// The prediction is another attempt's own.
  case owned(by: AttemptID)
}

extension Store {
  /// Puts the person's word through the job's lifecycle, like any evidence.
  package func resolve(
    _ id: JobID, _ resolution: Resolution, at moment: Moment
  ) throws(SQLiteError) -> Resolved {
    guard let row = try jobs([id]).first else { return .missing }
    guard var job = try job(id) else { return .notUncertain(row.status) }
    let unproven = try unprovenAdoption(of: id)
    guard let attempt = unproven ?? job.standing.state.undecided else {
      return .notUncertain(row.status)
    }
    if row.status == .cancelled, resolution == .resubmit { return .isCancelled }
    if case .adopt(let prediction) = resolution, let owner = try owner(of: prediction) {
      return .owned(by: owner.attempt)
    }
    if unproven != nil {
      try takeBack(attempt, of: job, at: moment)
      guard let again = try self.job(id) else { return .missing }
      job = again
    }
    let transition = job.standing.handling(
      resolution.event(for: attempt), at: moment, under: .standard)
    guard case .move(let state, _, _, _) = transition else { return .notUncertain(row.status) }
    try record(transition, of: job, at: moment.wall, by: .cli)
    return .done(from: row.status, to: state.status)
  }
}

extension Store {
  /// An attempt that a person has given a prediction, of which the API has not told anything yet:
  /// perhaps it is the wrong one, and the right one is forgotten while the API is asked for it.
  func unprovenAdoption(of job: JobID) throws(SQLiteError) -> AttemptID? {
    try sql(
      """
      SELECT number FROM attempts JOIN jobs ON jobs.id = job_id
      WHERE job_id = :job AND outcome = 'accepted' AND adopted = 1
        AND status = 'running' AND coalesce(remote_status, '') = ''
      """
    ).first(job) { AttemptID(job, $0.int(0)) }
  }

  private func takeBack(
    _ attempt: AttemptID, of job: StoredJob, at moment: Moment
  ) throws(SQLiteError) {
    let disowning = job.standing.handling(.disowned(attempt), at: moment, under: .standard)
    guard case .move(let state, let kind, _, let effects) = disowning else { return }
    try record(
      .move(
        to: state, tell: kind, detail: "a person says that its prediction is another's",
        effects: effects), of: job, at: moment.wall, by: .cli)
  }
}

extension JobState {
  /// The attempt that nobody knows the end of: the job's own, or what a cancelled one left behind.
  fileprivate var undecided: AttemptID? {
    switch self {
    case .uncertain(let attempt), .cancelled(leaving: .uncertain(let attempt)): attempt
    case .queued, .submitting, .running, .completed, .failed, .cancelled: nil
    }
  }
}

extension Resolution {
  fileprivate func event(for attempt: AttemptID) -> JobEvent {
    switch self {
    case .adopt(let prediction):
      // No network is asked: what it is doing shows at the first poll.
      .adopted(attempt, Report(prediction: prediction, progress: .waiting, remoteStatus: ""))
    case .resubmit: .resubmitted(attempt)
    case .giveUp: .givenUp(attempt)
    }
  }
}
