/// Rests a model whose predictions fail one after the other, so that a broken model does not use up
/// what its jobs may spend, nor the slots of others.
///
///     5 failures in a row ──▶ rested for 30 s ──▶ one submission probes ──completed──▶ goes on
///                                  ▲                        │
///                                  └── twice as long, ◀─────┘ failed
///                                      10 min at most
///
/// Only failures that are the model's own count: one that a person's input has earned, such as
/// refused content, says that the model works.
package struct Breaker: Equatable, Sendable {
  private var failuresInARow = 0

  package init() {}

  /// As many failures are no accident.
  package static let patience = 5
  private static let first = Duration.seconds(30)
  private static let longest = Duration.seconds(600)

  package mutating func sawCompletion() {
    failuresInARow = 0
  }

  /// A prediction of `model` failed though another try may help. Says how the model is rested from
  /// now on, given the rest that already holds; nil when nothing changes.
  package mutating func sawFailure(
    of model: ModelName, _ refusal: Refusal, during rest: Pause?, at now: Timestamp
  ) -> Pause? {
    guard let rest else {
      failuresInARow += 1
      guard failuresInARow >= Breaker.patience else { return nil }
      // A person who ends the rest gives the model another chance, not one failure's.
      failuresInARow = 0
      return pause(model, refusal, since: now, at: now, step: 0)
    }
    // What had been sent before the rest may fail during it; only a probe's failure prolongs it.
    if let until = rest.until, until > now { return nil }
    return pause(model, refusal, since: rest.since, at: now, step: rest.step + 1)
  }

  private func pause(
    _ model: ModelName, _ refusal: Refusal, since: Timestamp, at now: Timestamp, step: Int
  ) -> Pause {
    let wait = Breaker.first.doubled(step, atMost: Breaker.longest)
    return Pause(
      scope: .model(model), reason: .failing, detail: refusal.message, since: since,
      until: now + wait, step: step)
  }
}
