// What an answer does to the attempt that waited for it.

extension Standing {
  /// The reply to the submission that is under way.
  func answered(_ mine: AttemptID, _ reply: SubmitReply) -> Transition {
    switch reply {
    case .accepted(let report):
      .move(
        to: .running(mine, report.prediction), tell: .accepted,
        detail: "as prediction \(report.prediction)",
        effects: [.accept(mine, report)])
    case .unknown(let refusal):
      becomeUncertain(mine, refusal)
    case .rejected(let refusal):
      .move(
        to: .failed, tell: .rejected, detail: refusal.message,
        effects: [
          .settle(mine, .rejected, refusal), .recordError(refusal), .release(mine),
        ])
    case .notSent(let refusal):
      backInLine(mine, as: .notSent, tell: .notSent, refusal, .unreachable(refusal))
    case .keyRefused(let refusal):
      backInLine(mine, as: .rejected, tell: .rejected, refusal, .key(refusal))
    case .creditRefused(let refusal):
      backInLine(mine, as: .rejected, tell: .rejected, refusal, .credit(refusal))
    case .forbidden(let refusal):
      backInLine(mine, as: .rejected, tell: .rejected, refusal, .permission(refusal))
    case .throttled(let refusal, let retryAfter, let scope):
      backInLine(
        mine, as: .throttled, tell: .throttled, refusal,
        .throttled(refusal, retryAfter: retryAfter, scope))
    }
  }

  /// The reply to a submission that was already thought lost. It outranks all other evidence.
  func answeredLate(_ mine: AttemptID, _ reply: SubmitReply) -> Transition {
    switch reply {
    case .unknown: .ignore
    case .accepted, .rejected, .notSent, .keyRefused, .creditRefused, .forbidden, .throttled:
      answered(mine, reply)
    }
  }

  /// The reply to a submission whose attempt has a prediction already. Should evidence have given
  /// it another than its own, the reply outranks the evidence.
  func answeredAfterAdoption(
    _ mine: AttemptID, _ prediction: PredictionID, _ reply: SubmitReply
  ) -> Transition {
    switch reply {
    case .accepted(let report):
      report.prediction == prediction
        ? .ignore
        : .move(
          to: .running(mine, report.prediction), tell: .accepted,
          detail: ownAfterAll(report, not: prediction),
          effects: [.accept(mine, report)])
    case .unknown, .rejected, .notSent, .keyRefused, .creditRefused, .forbidden, .throttled:
      .ignore
    }
  }

  func ownAfterAll(_ report: Report, not adopted: PredictionID) -> String {
    "as prediction \(report.prediction), and not \(adopted), which it had adopted"
  }

  func becomeUncertain(_ mine: AttemptID, _ refusal: Refusal) -> Transition {
    .move(
      to: .uncertain(mine), tell: .uncertain, detail: refusal.message,
      effects: [
        .settle(mine, .uncertain, refusal), .recordError(refusal), .reconcile(mine),
      ])
  }

  func adopt(_ mine: AttemptID, _ report: Report) -> Transition {
    .move(
      to: .running(mine, report.prediction), tell: .adopted,
      detail: "as prediction \(report.prediction)",
      effects: [.accept(mine, report)])
  }

  /// A charged prediction under an attempt this job does not have: kept for a person to see.
  func orphan(_ attempt: AttemptID, _ reply: SubmitReply) -> Transition {
    switch reply {
    case .accepted(let report): orphan(attempt, report)
    case .unknown, .rejected, .notSent, .keyRefused, .creditRefused, .forbidden, .throttled:
      .ignore
    }
  }

  func orphan(_ attempt: AttemptID, _ report: Report) -> Transition {
    .stay([.recordOrphan(attempt, report)])
  }

  /// Not the job's fault and no attempt used: it keeps its place, and something is held instead.
  private func backInLine(
    _ mine: AttemptID, as outcome: Outcome, tell: EventKind, _ refusal: Refusal, _ hold: Hold
  ) -> Transition {
    .move(
      to: .queued(notBefore: nil), tell: tell, detail: refusal.message,
      effects: [.settle(mine, outcome, refusal), .release(mine), .hold(hold)])
  }

  /// News of the prediction that is running.
  func reported(
    _ mine: AttemptID, _ report: Report, _ moment: Moment, _ policy: RetryPolicy
  ) -> Transition {
    switch report.progress {
    case .waiting, .processing, .unfamiliar:
      .stay(
        tell: .progress, detail: report.remoteStatus, effects: [.recordProgress(mine, report)])
    case .completed:
      .move(
        to: .completed, tell: .completed, detail: nil,
        effects: [.recordResult(mine, report), .release(mine)])
    case .failed(let failure):
      failed(mine, report, failure, moment, policy)
    }
  }

  private func failed(
    _ mine: AttemptID, _ report: Report, _ failure: Report.Failure, _ moment: Moment,
    _ policy: RetryPolicy
  ) -> Transition {
    let effects: [Effect] = [
      .recordFailure(mine, report, failure.refusal), .recordError(failure.refusal),
      .release(mine),
    ]
    guard failure.retry == .mayHelp, attempts < maxAttempts else {
      return .move(to: .failed, tell: .failed, detail: failure.refusal.message, effects: effects)
    }
    guard failure.refusal.message != lastFailure else {
      return .move(
        to: .failed, tell: .failed,
        detail: "the same error twice in a row for the same input, so attempt \(attempts + 1) of "
          + "\(maxAttempts) is not paid for: " + failure.refusal.message,
        effects: effects)
    }
    let delay = policy.delay(afterFailures: attempts, roll: moment.roll)
    return .move(
      to: .queued(notBefore: moment.wall + delay), tell: .retrying,
      detail: "attempt \(attempts + 1) of \(maxAttempts), paid anew, after: "
        + failure.refusal.message,
      effects: effects)
  }

  func queueAgain(_ newest: JobEvent.Newest?) -> Transition {
    let takenUp = "its newest prediction is taken up again; nothing is paid twice"
    func takeUp(_ state: JobState) -> Transition {
      .move(to: state, tell: .requeued, detail: takenUp, effects: [])
    }
    return switch newest {
    case .submitting(let attempt): takeUp(.submitting(attempt))
    case .uncertain(let attempt): takeUp(.uncertain(attempt))
    case .running(let attempt, let prediction): takeUp(.running(attempt, prediction))
    case .completed: takeUp(.completed)
    case nil:
      .move(
        to: .queued(notBefore: nil), tell: .requeued, detail: "one more attempt is authorised",
        effects: [])
    }
  }
}
