/// Where a job is, with exactly what is known while it is there.
///
///                ┌────────────── not sent / throttled / retry ──────────────┐
///                ▼                                                          │
///     queued ──claim──▶ submitting ──accepted──▶ running ──completed──▶ completed
///       │                  │    └───rejected──▶ failed ◀──failed, no attempt left
///       │                  └──unknown──▶ uncertain ──adopted──▶ running
///       └──▶ cancelled                       └─ held for a person, or resubmitted by policy
///
/// Adding a state? Also: `Status`, the CHECK on `jobs.status`, a helper in `Lifecycle`, a row in
/// `Store`'s reading of it, the trigger that queues again.
package enum JobState: Equatable, Sendable {
  /// Waiting for its turn, or for its next attempt.
  case queued(notBefore: Timestamp?)

  /// The attempt is on disk and its request may have left. Only this one is ambiguous after a crash.
  case submitting(AttemptID)

  /// The request left and the answer is not known. Settled by evidence, never by guessing.
  case uncertain(AttemptID)

  /// The API has accepted the prediction and charged for it.
  case running(AttemptID, PredictionID)

  case completed
  case failed

  /// Not wanted any more. What was sent before that is still charged, and still followed.
  case cancelled(leaving: Remains)

  package var status: Status {
    switch self {
    case .queued: .queued
    case .submitting: .submitting
    case .uncertain: .uncertain
    case .running: .running
    case .completed: .completed
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }
}

/// What a cancelled job leaves behind at the API.
package enum Remains: Equatable, Sendable {
  case nothing
  case submitting(AttemptID)
  case uncertain(AttemptID)
  case running(AttemptID, PredictionID)
}

/// A job as the rules see it: where it is, and how many paid tries it has had and may have.
package struct Standing: Equatable, Sendable {
  package let state: JobState

  /// Submissions that were or may have been charged, the one under way included.
  package let attempts: Int
  package let maxAttempts: Int

  /// Why its last prediction failed, while its input is still the one that failed.
  package let lastFailure: String?

  package init(
    _ state: JobState, attempts: Int, maxAttempts: Int, lastFailure: String? = nil
  ) {
    self.state = state
    self.attempts = attempts
    self.maxAttempts = maxAttempts
    self.lastFailure = lastFailure
  }
}
