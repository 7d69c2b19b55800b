/// What can happen to a job. Events come from outside and may come at any time, in any state.
package enum JobEvent: Equatable, Sendable {
  /// Its turn has come: the attempt is about to be written, then sent.
  case claimed(AttemptID)

  /// Looked at before sending, and found wrong: no money is spent on it.
  case foundInvalid(Refusal)

  /// The submission was answered, or its exchange failed.
  case replied(AttemptID, SubmitReply)

  /// The daemon that was sending it is gone, and with it the answer.
  case orphaned(AttemptID)

  /// A poll brought news of its prediction.
  case reported(AttemptID, Report)

  /// The API no longer knows its prediction, days after accepting it.
  case vanished(AttemptID, Refusal)

  /// Evidence, or a person, says that this prediction is the uncertain attempt's.
  case adopted(AttemptID, Report)

  /// A database that had forgotten finds its own prediction in the API's history.
  case recovered(AttemptID, Report)

  /// The adopted prediction turned out to be another attempt's own.
  case disowned(AttemptID)

  /// Nobody found a prediction, and one more paid attempt is authorised.
  case resubmitted(AttemptID)

  /// A person will not look for it any longer.
  case givenUp(AttemptID)

  /// Somebody cancelled it.
  case cancelRequested

  /// Somebody queued it again, whose newest attempt stands like this.
  case queuedAgain(newest: Newest?)

  /// The newest attempt of a job that is queued again.
  package enum Newest: Equatable, Sendable {
    case submitting(AttemptID)
    case uncertain(AttemptID)
    case running(AttemptID, PredictionID)
    case completed(AttemptID)
  }
}
