package import SQLite
package import Spool

/// A prediction that runs longer than is usual, or than anybody waits for.
package struct LongRunner: Equatable, Sendable {
  package let job: JobID
  package let model: ModelName
  package let acceptedAt: Timestamp
  package let run: LongRun
}

extension Store {
  /// What runs unusually long by its model's history, or is parked: oldest first.
  package func longRunners(at now: Timestamp) throws(SQLiteError) -> [LongRunner] {
    let histories = try durationHistories()
    return try liveAttempts().compactMap { attempt in
      guard let acceptedAt = attempt.acceptedAt, attempt.outcome == .accepted else { return nil }
      let run = LongRun(age: attempt.age(at: now), histories[attempt.model])
      guard run != .ordinary else { return nil }
      return LongRunner(
        job: attempt.id.job, model: attempt.model, acceptedAt: acceptedAt, run: run)
    }.sorted { $0.acceptedAt < $1.acceptedAt }
  }
}

extension LiveAttempt {
  /// By the clock on the wall, which is all that another program has: never negative.
  func age(at now: Timestamp) -> Duration {
    max(.zero, now.since(acceptedAt ?? now))
  }

  /// Whether nothing may be submitted in its place.
  package func holdsSlot(at now: Timestamp) -> Bool {
    if hasGivenUpItsSlot { return false }
    return outcome != .accepted || LongRun(age: age(at: now), nil) != .parked
  }
}
