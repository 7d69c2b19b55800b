/// What follows from an event: where the job goes, and what is written and done about it.
package enum Transition: Equatable, Sendable {
  /// The event says nothing new.
  case ignore

  /// The job stays where it is; something is recorded.
  case stay(tell: EventKind?, detail: String?, effects: [Effect])

  /// The job moves, and the log says so with one event.
  case move(to: JobState, tell: EventKind, detail: String?, effects: [Effect])

  package static func stay(_ effects: [Effect]) -> Transition {
    .stay(tell: nil, detail: nil, effects: effects)
  }
}

/// One thing to write or do because of a transition. All of one transition's are committed together;
/// only then does anything leave.
package enum Effect: Equatable, Sendable {
  /// Write the attempt's row as `sending`, with the body that will be sent.
  case openAttempt(AttemptID)

  /// Write the attempt's row as it must have been: sent in a life that the database forgot.
  case recoverAttempt(AttemptID, Report)

  /// The attempt is accepted under the report's prediction, which is polled until it ends.
  case accept(AttemptID, Report)

  /// The attempt's outcome changes without a prediction's end.
  case settle(AttemptID, Outcome, Refusal?)

  /// The newest word of the API on a prediction that goes on.
  case recordProgress(AttemptID, Report)

  /// The prediction's end with its outputs, timings and flags.
  case recordResult(AttemptID, Report)

  /// The prediction's end without any.
  case recordFailure(AttemptID, Report?, Refusal)

  /// One more paid attempt than it has had is allowed.
  case authoriseAnother

  /// Why the job has no result, in its own row.
  case recordError(Refusal)

  /// A charged prediction that no attempt of ours can take.
  case recordOrphan(AttemptID, Report)

  /// The attempt holds its slot no longer.
  case release(AttemptID)

  /// Look for what became of the attempt.
  case reconcile(AttemptID)

  /// Submit nothing more for a while, or until a person or a probe says so.
  case hold(Hold)
}

/// Why submitting stops, as an answer of the API gives the reason.
package enum Hold: Equatable, Sendable {
  /// Nothing left this machine: the network's trouble, not the job's.
  case unreachable(Refusal)

  /// The key is not accepted: the whole account, until a probe succeeds.
  case key(Refusal)

  /// No credit left: the whole account, until a probe succeeds.
  case credit(Refusal)

  /// This model is not for this key.
  case permission(Refusal)

  /// Too many, too fast.
  case throttled(Refusal, retryAfter: Duration?, ThrottleScope)
}

extension Transition {
  package var effects: [Effect] {
    switch self {
    case .ignore: []
    case .stay(_, _, let effects), .move(_, _, _, let effects): effects
    }
  }
}
