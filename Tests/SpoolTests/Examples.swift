import Spool

// One job and what may be said of it: the words the tests of the lifecycle are written in.

extension AttemptID {
  static let first = AttemptID(JobID(7), 1)
  static let second = AttemptID(JobID(7), 2)
  static let stranger = AttemptID(JobID(7), 99)
}

extension PredictionID {
  static let ours = PredictionID("ours")
  static let another = PredictionID("another")
}

extension Timestamp {
  static let start = Timestamp(milliseconds: 1_775_000_000_000)
}

extension Moment {
  static let start = Moment(wall: .start, uptime: .start, roll: 0.5)
}

extension Refusal {
  static let example = Refusal("the API said no", code: 1200, httpStatus: 200)
}

extension Report {
  static func of(_ prediction: PredictionID, _ progress: Progress) -> Report {
    Report(prediction: prediction, progress: progress, remoteStatus: "as the API says")
  }
}

extension Standing {
  /// What follows for a job that has used one of three attempts.
  static func handling(
    _ event: JobEvent, in state: JobState, attempts: Int = 1, of maxAttempts: Int = 3
  ) -> Transition {
    Standing(state, attempts: attempts, maxAttempts: maxAttempts)
      .handling(event, at: .start, under: .standard)
  }
}

extension Transition {
  var destination: JobState? {
    switch self {
    case .ignore, .stay: nil
    case .move(let state, _, _, _): state
    }
  }

  var told: EventKind? {
    switch self {
    case .ignore: nil
    case .stay(let kind, _, _): kind
    case .move(_, let kind, _, _): kind
    }
  }
}
