import Spool

extension Turn {
  /// Whether nothing would be lost by leaving now. While the database cannot be written, only what
  /// became of submissions is worth waiting for: all else is asked for again at the next start.
  var mayLeave: Bool {
    !isOwedAnswers && (unrecorded.isEmpty || tryAgain != nil)
  }

  /// Whether the answer to a submission has not come, or is not on record.
  var isOwedAnswers: Bool { sending > 0 || unrecorded.contains(where: \.isOfSubmission) }

  /// Tells the log what was accepted and is not on record, when nothing else is left to do about it:
  /// the next life finds it in the API's history, a person finds it here.
  package func tellUnrecorded() {
    for case .replied(let attempt, .accepted(let report)) in unrecorded {
      world.log.error(
        "accepted, and not recorded: the next start looks for it in the API's history",
        ["job": "\(attempt.job)", "prediction": report.prediction.text])
    }
  }
}

extension Observation {
  fileprivate var isOfSubmission: Bool {
    if case .replied = self { true } else { false }
  }
}
