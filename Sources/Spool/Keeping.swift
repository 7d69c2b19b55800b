/// How long a job stays in the database after it has ended.
package enum Keeping: Hashable, Sendable {
  case forever
  case atLeast(Duration)

  /// `30d`; `forever` or `off` for no removal at all. Nil for anything else: a 0 could mean either.
  package init?(_ text: String) {
    switch text {
    case "forever", "off": self = .forever
    default:
      guard let span = Duration(text), span > .zero else { return nil }
      self = .atLeast(span)
    }
  }

  package var text: String {
    switch self {
    case .forever: "forever"
    case .atLeast(let span): span.text
    }
  }

  /// What ended before this moment may go; nil when nothing may.
  package func end(at now: Timestamp) -> Timestamp? {
    switch self {
    case .forever: nil
    case .atLeast(let span): now - span
    }
  }
}

/// How long what has ended is kept, by how it ended.
package struct KeepingPolicy: Equatable, Sendable {
  package var completed = Keeping.atLeast(.seconds(30 * 86_400))

  /// Longer: somebody may want to know why, or try again.
  package var failed = Keeping.atLeast(.seconds(90 * 86_400))
  package var cancelled = Keeping.atLeast(.seconds(30 * 86_400))

  package init() {}

  /// Before when a job must have ended that way to go; nil when none goes.
  package func end(_ status: Status, at now: Timestamp) -> Timestamp? {
    switch status {
    case .completed: completed.end(at: now)
    case .failed: failed.end(at: now)
    case .cancelled: cancelled.end(at: now)
    case .queued, .submitting, .uncertain, .running: nil
    }
  }

  /// What belongs to no job is kept as long as the jobs that are kept longest.
  package func endOfAll(at now: Timestamp) -> Timestamp? {
    guard let completed = completed.end(at: now), let failed = failed.end(at: now),
      let cancelled = cancelled.end(at: now)
    else { return nil }
    return min(completed, failed, cancelled)
  }
}
