// A job's life is one pure function: where it stands and what happened decide where it goes and what
// follows. One helper a state, each naming every event; no `default`, no wildcard: the row that is
// forgotten is the paid prediction that is lost.

extension Standing {
  /// What follows from `event`. The clock and the dice are in `moment`.
  package func handling(
    _ event: JobEvent, at moment: Moment, under policy: RetryPolicy
  ) -> Transition {
    switch state {
    case .queued: whenQueued(event)
    case .submitting(let mine): whenSubmitting(mine, event)
    case .uncertain(let mine): whenUncertain(mine, event)
    case .running(let mine, let prediction):
      whenRunning(mine, prediction, event, moment, policy)
    case .completed: whenCompleted(event)
    case .failed: whenFailed(event)
    case .cancelled(let remains): whenCancelled(leaving: remains, event)
    }
  }
}

extension Standing {
  private func whenQueued(_ event: JobEvent) -> Transition {
    switch event {
    case .claimed(let attempt): claimed(attempt)
    case .foundInvalid(let refusal):
      .move(
        to: .failed, tell: .failed, detail: refusal.message, effects: [.recordError(refusal)])
    case .cancelRequested:
      .move(to: .cancelled(leaving: .nothing), tell: .cancelled, detail: nil, effects: [])
    case .replied(let attempt, let reply): orphan(attempt, reply)
    case .adopted(let attempt, let report): orphan(attempt, report)
    case .recovered(let attempt, let report):
      .move(
        to: .running(attempt, report.prediction), tell: .adopted,
        detail: "as prediction \(report.prediction), found in the API's history",
        effects: [.recoverAttempt(attempt, report)])
    case .orphaned, .reported, .vanished, .disowned, .resubmitted, .givenUp, .queuedAgain:
      .ignore
    }
  }

  /// Money is spent on what is authorised, and on nothing else: `max_attempts` may have been
  /// lowered while the job waited.
  private func claimed(_ attempt: AttemptID) -> Transition {
    attempts < maxAttempts
      ? .move(
        to: .submitting(attempt), tell: .submitting, detail: nil,
        effects: [.openAttempt(attempt)])
      : .move(
        to: .failed, tell: .failed, detail: Refusal.noAttemptLeft.message,
        effects: [.recordError(.noAttemptLeft)])
  }

  private func whenSubmitting(_ mine: AttemptID, _ event: JobEvent) -> Transition {
    switch event {
    case .replied(let attempt, let reply):
      attempt == mine ? answered(mine, reply) : orphan(attempt, reply)
    case .orphaned(let attempt):
      attempt == mine ? becomeUncertain(mine, .answerLost) : .ignore
    case .adopted(let attempt, let report):
      attempt == mine ? adopt(mine, report) : orphan(attempt, report)
    case .cancelRequested:
      .move(
        to: .cancelled(leaving: .submitting(mine)), tell: .cancelled,
        detail: "its submission has left and may be charged", effects: [])
    case .recovered(let attempt, let report): orphan(attempt, report)
    case .claimed, .foundInvalid, .reported, .vanished, .disowned, .resubmitted, .givenUp,
      .queuedAgain:
      .ignore
    }
  }

  private func whenUncertain(_ mine: AttemptID, _ event: JobEvent) -> Transition {
    switch event {
    case .replied(let attempt, let reply):
      attempt == mine ? answeredLate(mine, reply) : orphan(attempt, reply)
    case .adopted(let attempt, let report):
      attempt == mine ? adopt(mine, report) : orphan(attempt, report)
    case .resubmitted(let attempt):
      attempt == mine
        ? .move(
          to: .queued(notBefore: nil), tell: .resubmitted,
          detail: "one more attempt is authorised; the lost one may have been charged",
          effects: [.settle(mine, .givenUp, nil), .authoriseAnother, .release(mine)])
        : .ignore
    case .givenUp(let attempt):
      attempt == mine
        ? .move(
          to: .failed, tell: .failed, detail: "given up by a person",
          effects: [
            .settle(mine, .givenUp, nil), .recordError(.givenUp), .release(mine),
          ])
        : .ignore
    case .cancelRequested:
      .move(
        to: .cancelled(leaving: .uncertain(mine)), tell: .cancelled,
        detail: "its submission may have been charged", effects: [])
    case .recovered(let attempt, let report): orphan(attempt, report)
    case .claimed, .foundInvalid, .orphaned, .reported, .vanished, .disowned, .queuedAgain:
      .ignore
    }
  }

  private func whenRunning(
    _ mine: AttemptID, _ prediction: PredictionID, _ event: JobEvent, _ moment: Moment,
    _ policy: RetryPolicy
  ) -> Transition {
    switch event {
    case .reported(let attempt, let report):
      attempt == mine && report.prediction == prediction
        ? reported(mine, report, moment, policy) : .ignore
    case .vanished(let attempt, let refusal):
      attempt == mine
        ? .move(
          to: .failed, tell: .failed, detail: refusal.message,
          effects: [
            .recordFailure(mine, nil, refusal), .recordError(refusal), .release(mine),
          ])
        : .ignore
    case .disowned(let attempt):
      attempt == mine
        ? .move(
          to: .uncertain(mine), tell: .uncertain,
          detail: "the prediction it had adopted belongs to another attempt",
          effects: [.settle(mine, .uncertain, nil), .reconcile(mine)])
        : .ignore
    case .cancelRequested:
      .move(
        to: .cancelled(leaving: .running(mine, prediction)), tell: .cancelled,
        detail: "it was already paid for", effects: [])
    case .replied(let attempt, let reply):
      attempt == mine ? answeredAfterAdoption(mine, prediction, reply) : orphan(attempt, reply)
    case .adopted(let attempt, let report):
      attempt == mine && report.prediction == prediction ? .ignore : orphan(attempt, report)
    case .recovered(let attempt, let report): orphan(attempt, report)
    case .claimed, .foundInvalid, .orphaned, .resubmitted, .givenUp, .queuedAgain:
      .ignore
    }
  }

  private func whenCompleted(_ event: JobEvent) -> Transition {
    switch event {
    case .replied(let attempt, let reply): orphan(attempt, reply)
    case .adopted(let attempt, let report): orphan(attempt, report)
    case .recovered(let attempt, let report): orphan(attempt, report)
    case .claimed, .foundInvalid, .orphaned, .reported, .vanished, .disowned, .resubmitted,
      .givenUp, .cancelRequested, .queuedAgain:
      .ignore
    }
  }

  private func whenFailed(_ event: JobEvent) -> Transition {
    switch event {
    case .queuedAgain(let newest): queueAgain(newest)
    case .replied(let attempt, let reply): orphan(attempt, reply)
    case .adopted(let attempt, let report): orphan(attempt, report)
    case .recovered(let attempt, let report): orphan(attempt, report)
    case .claimed, .foundInvalid, .orphaned, .reported, .vanished, .disowned, .resubmitted,
      .givenUp, .cancelRequested:
      .ignore
    }
  }
}

extension Refusal {
  /// Why an attempt whose daemon died is uncertain.
  package static let answerLost = Refusal(
    "the daemon stopped before the answer to this submission was recorded")

  /// The error of a job that could only have gone on by paying more than was authorised.
  package static let noAttemptLeft = Refusal(
    "no attempt is left that may be paid for: queuing the job again authorises one more")

  /// The error of a job that `resolve --give-up` ended.
  package static let givenUp = Refusal(
    "given up: its submission was never confirmed, and may have been charged")
}
