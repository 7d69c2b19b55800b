import Spool

/// Every sort of event that tells apart a row of the lifecycle's table.
enum Happening: String, CaseIterable {
  case claimed, foundInvalid
  case accepted, acceptedElse, unknown, rejected, notSent
  case keyRefused, creditRefused, forbidden, throttled
  case orphaned
  case waiting, processing, unfamiliar, completed, failedForGood, failedMayHelp, reportOfElse
  case vanished, disowned
  case adopted, adoptedElse, recovered
  case resubmitted, givenUp, cancelRequested
  case againFresh, againSubmitting, againUncertain, againRunning, againCompleted

  /// Such an event about `attempt`, whose prediction is `ours`; `…Else` names another prediction.
  func event(of attempt: AttemptID) -> JobEvent {
    switch self {
    case .claimed: .claimed(attempt)
    case .foundInvalid: .foundInvalid(.example)
    case .accepted: .replied(attempt, .accepted(.of(.ours, .waiting)))
    case .acceptedElse: .replied(attempt, .accepted(.of(.another, .waiting)))
    case .unknown: .replied(attempt, .unknown(.example))
    case .rejected: .replied(attempt, .rejected(.example))
    case .notSent: .replied(attempt, .notSent(.example))
    case .keyRefused: .replied(attempt, .keyRefused(.example))
    case .creditRefused: .replied(attempt, .creditRefused(.example))
    case .forbidden: .replied(attempt, .forbidden(.example))
    case .throttled: .replied(attempt, .throttled(.example, retryAfter: nil, holds: .model))
    case .orphaned: .orphaned(attempt)
    case .waiting: .reported(attempt, .of(.ours, .waiting))
    case .processing: .reported(attempt, .of(.ours, .processing))
    case .unfamiliar: .reported(attempt, .of(.ours, .unfamiliar))
    case .completed: .reported(attempt, .of(.ours, .completed))
    case .failedForGood: .reported(attempt, .of(.ours, .failed(.init(.example, .neverHelps))))
    case .failedMayHelp: .reported(attempt, .of(.ours, .failed(.init(.example, .mayHelp))))
    case .reportOfElse: .reported(attempt, .of(.another, .completed))
    case .vanished: .vanished(attempt, .example)
    case .disowned: .disowned(attempt)
    case .adopted: .adopted(attempt, .of(.ours, .processing))
    case .adoptedElse: .adopted(attempt, .of(.another, .processing))
    case .recovered: .recovered(attempt, .of(.ours, .processing))
    case .resubmitted: .resubmitted(attempt)
    case .givenUp: .givenUp(attempt)
    case .cancelRequested: .cancelRequested
    case .againFresh: .queuedAgain(newest: nil)
    case .againSubmitting: .queuedAgain(newest: .submitting(attempt))
    case .againUncertain: .queuedAgain(newest: .uncertain(attempt))
    case .againRunning: .queuedAgain(newest: .running(attempt, .ours))
    case .againCompleted: .queuedAgain(newest: .completed(attempt))
    }
  }

  /// Fails to compile when an event is added: give it a row in the table, then a case here.
  static func row(of event: JobEvent) -> Happening {
    switch event {
    case .claimed: .claimed
    case .foundInvalid: .foundInvalid
    case .replied(_, let reply): row(of: reply)
    case .orphaned: .orphaned
    case .reported(_, let report): row(of: report.progress)
    case .vanished: .vanished
    case .adopted: .adopted
    case .disowned: .disowned
    case .recovered: .recovered
    case .resubmitted: .resubmitted
    case .givenUp: .givenUp
    case .cancelRequested: .cancelRequested
    case .queuedAgain(nil): .againFresh
    case .queuedAgain(.submitting): .againSubmitting
    case .queuedAgain(.uncertain): .againUncertain
    case .queuedAgain(.running): .againRunning
    case .queuedAgain(.completed): .againCompleted
    }
  }

  private static func row(of reply: SubmitReply) -> Happening {
    switch reply {
    case .accepted: .accepted
    case .unknown: .unknown
    case .rejected: .rejected
    case .notSent: .notSent
    case .keyRefused: .keyRefused
    case .creditRefused: .creditRefused
    case .forbidden: .forbidden
    case .throttled: .throttled
    }
  }

  private static func row(of progress: Report.Progress) -> Happening {
    switch progress {
    case .waiting: .waiting
    case .processing: .processing
    case .unfamiliar: .unfamiliar
    case .completed: .completed
    case .failed(let failure): failure.retry == .mayHelp ? .failedMayHelp : .failedForGood
    }
  }
}
