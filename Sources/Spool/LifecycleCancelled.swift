// A cancelled job whose submission has left is followed to its end: the money may be spent, so the
// result and the cost are recorded. Its status stays `cancelled` throughout.

extension Standing {
  func whenCancelled(leaving remains: Remains, _ event: JobEvent) -> Transition {
    switch event {
    case .replied(let attempt, let reply): replied(attempt, reply, remains)
    case .orphaned(let attempt):
      remains == .submitting(attempt)
        ? stay(
          .uncertain(attempt), .uncertain, Refusal.answerLost.message,
          [
            .settle(attempt, .uncertain, .answerLost), .reconcile(attempt),
          ])
        : .ignore
    case .adopted(let attempt, let report): adopted(attempt, report, remains)
    case .reported(let attempt, let report):
      remains == .running(attempt, report.prediction) ? reported(attempt, report) : .ignore
    case .vanished(let attempt, let refusal):
      isRunning(remains, attempt)
        ? stay(
          .nothing, .failed, refusal.message,
          [
            .recordFailure(attempt, nil, refusal), .recordError(refusal), .release(attempt),
          ])
        : .ignore
    case .disowned(let attempt):
      isRunning(remains, attempt)
        ? stay(
          .uncertain(attempt), .uncertain, nil,
          [
            .settle(attempt, .uncertain, nil), .reconcile(attempt),
          ])
        : .ignore
    case .givenUp(let attempt), .resubmitted(let attempt):
      remains == .uncertain(attempt)
        ? stay(
          .nothing, .failed, Refusal.givenUp.message,
          [
            .settle(attempt, .givenUp, nil), .release(attempt),
          ])
        : .ignore
    case .queuedAgain(let newest): queueAgain(newest)
    case .recovered(let attempt, let report): orphan(attempt, report)
    case .claimed, .foundInvalid, .cancelRequested: .ignore
    }
  }

  private func isRunning(_ remains: Remains, _ attempt: AttemptID) -> Bool {
    switch remains {
    case .running(let mine, _): mine == attempt
    case .nothing, .submitting, .uncertain: false
    }
  }

  private func stay(
    _ remains: Remains, _ kind: EventKind, _ detail: String?, _ effects: [Effect]
  ) -> Transition {
    .move(to: .cancelled(leaving: remains), tell: kind, detail: detail, effects: effects)
  }

  private func adopted(
    _ attempt: AttemptID, _ report: Report, _ remains: Remains
  ) -> Transition {
    switch remains {
    case .submitting(attempt), .uncertain(attempt):
      stay(
        .running(attempt, report.prediction), .adopted, "as prediction \(report.prediction)",
        [.accept(attempt, report)])
    case .running(attempt, report.prediction): .ignore
    case .nothing, .submitting, .uncertain, .running: orphan(attempt, report)
    }
  }

  private func replied(
    _ attempt: AttemptID, _ reply: SubmitReply, _ remains: Remains
  ) -> Transition {
    switch remains {
    case .submitting(attempt), .uncertain(attempt): answered(attempt, reply, remains)
    case .running(attempt, let prediction):
      late(attempt, prediction, reply)
    case .nothing, .submitting, .uncertain, .running: orphan(attempt, reply)
    }
  }

  /// As `answeredAfterAdoption`, for a job that stays cancelled.
  private func late(
    _ attempt: AttemptID, _ prediction: PredictionID, _ reply: SubmitReply
  ) -> Transition {
    switch reply {
    case .accepted(let report):
      report.prediction == prediction
        ? .ignore
        : stay(
          .running(attempt, report.prediction), .accepted, ownAfterAll(report, not: prediction),
          [.accept(attempt, report)])
    case .unknown, .rejected, .notSent, .keyRefused, .creditRefused, .forbidden, .throttled:
      .ignore
    }
  }

  private func answered(
    _ attempt: AttemptID, _ reply: SubmitReply, _ remains: Remains
  ) -> Transition {
    switch reply {
    case .accepted(let report):
      stay(
        .running(attempt, report.prediction), .accepted, "as prediction \(report.prediction)",
        [.accept(attempt, report)])
    case .unknown(let refusal):
      remains == .uncertain(attempt)
        ? .ignore
        : stay(
          .uncertain(attempt), .uncertain, refusal.message,
          [
            .settle(attempt, .uncertain, refusal), .reconcile(attempt),
          ])
    case .rejected(let refusal): nothingSpent(attempt, .rejected, .rejected, refusal, nil)
    case .notSent(let refusal):
      nothingSpent(attempt, .notSent, .notSent, refusal, .unreachable(refusal))
    case .keyRefused(let refusal):
      nothingSpent(attempt, .rejected, .rejected, refusal, .key(refusal))
    case .creditRefused(let refusal):
      nothingSpent(attempt, .rejected, .rejected, refusal, .credit(refusal))
    case .forbidden(let refusal):
      nothingSpent(attempt, .rejected, .rejected, refusal, .permission(refusal))
    case .throttled(let refusal, let retryAfter, let scope):
      nothingSpent(
        attempt, .throttled, .throttled, refusal,
        .throttled(refusal, retryAfter: retryAfter, scope))
    }
  }

  private func nothingSpent(
    _ attempt: AttemptID, _ outcome: Outcome, _ kind: EventKind, _ refusal: Refusal, _ hold: Hold?
  ) -> Transition {
    stay(
      .nothing, kind, refusal.message,
      [.settle(attempt, outcome, refusal), .release(attempt)] + (hold.map { [.hold($0)] } ?? []))
  }

  private func reported(_ attempt: AttemptID, _ report: Report) -> Transition {
    switch report.progress {
    case .waiting, .processing, .unfamiliar:
      .stay(
        tell: .progress, detail: report.remoteStatus, effects: [.recordProgress(attempt, report)])
    case .completed:
      stay(
        .nothing, .completed, "its result is recorded; the job stays cancelled",
        [
          .recordResult(attempt, report), .release(attempt),
        ])
    case .failed(let failure):
      stay(
        .nothing, .failed, failure.refusal.message,
        [
          .recordFailure(attempt, report, failure.refusal), .recordError(failure.refusal),
          .release(attempt),
        ])
    }
  }
}
