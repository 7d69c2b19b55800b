// The words that the database, the command line and the code share. Each is spelled here once;
// the CHECKs of the schema say them again, and a test compares the two.

/// Where a job is: the column `jobs.status`.
package enum Status: String, CaseIterable, Sendable {
  case queued
  case submitting
  case uncertain
  case running
  case completed
  case failed
  case cancelled

  /// Completed, failed and cancelled jobs have ended; the others have not.
  package var hasEnded: Bool {
    switch self {
    case .queued, .submitting, .uncertain, .running: false
    case .completed, .failed, .cancelled: true
    }
  }
}

/// What became of one submission: the column `attempts.outcome`.
package enum Outcome: String, CaseIterable, Sendable {
  case sending
  case notSent = "not_sent"
  case throttled
  case rejected
  case uncertain
  case accepted
  case completed
  case failed
  case givenUp = "given_up"

  /// Whether money was, or may have been, spent on it. Such an attempt counts in `jobs.attempts`.
  package var mayHaveBeenCharged: Bool {
    switch self {
    case .sending, .uncertain, .accepted, .completed, .failed, .givenUp: true
    case .notSent, .throttled, .rejected: false
    }
  }

  /// Whether it holds a slot of the in-flight limits.
  package var isLive: Bool {
    switch self {
    case .sending, .uncertain, .accepted: true
    case .notSent, .throttled, .rejected, .completed, .failed, .givenUp: false
    }
  }
}

/// What happened: the column `events.kind`.
package enum EventKind: String, CaseIterable, Sendable {
  case enqueued
  case edited
  case submitting
  case accepted
  case rejected
  case throttled
  case notSent = "not_sent"
  case uncertain
  case searched
  case adopted
  case resubmitted
  case progress
  case completed
  case failed
  case retrying
  case cancelled
  case requeued
  case saved
  case paused
  case resumed
}

/// Who did it: the columns `jobs.actor` and `events.actor`.
package enum Actor: String, CaseIterable, Sendable {
  case daemon
  case cli
  case sql
}
