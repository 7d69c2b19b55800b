/// A reason why nothing is submitted, for the account or a model. Several may hold at once.
package struct Pause: Equatable, Sendable {
  package let scope: Scope
  package let reason: Reason
  package let detail: String
  package let since: Timestamp

  /// When it ends, or is probed, by itself; nil when only a person ends it.
  package let until: Timestamp?

  /// How often it was prolonged in a row. People may write any number: one that is counted on from
  /// is what is kept.
  package let step: Int

  /// Where the database lies behind, `step` says how far that has come instead.
  package enum Comparing {
    /// Compared; a person must look at what was found.
    package static let isForAPerson = 1

    /// To be compared again: nobody has looked yet at what was found, or it may not have been all.
    package static let isToDoAgain = 2
  }

  package init(
    scope: Scope, reason: Reason, detail: String, since: Timestamp, until: Timestamp?,
    step: Int = 0
  ) {
    self.scope = scope
    self.reason = reason
    self.detail = detail
    self.since = since
    self.until = until
    self.step = min(max(0, step), 1_000_000)
  }

  /// Whether the database lies behind and was not compared since that was noticed.
  package var isToBeCompared: Bool { reason == .behind && step != Comparing.isForAPerson }

  /// The column `pauses.reason`.
  package enum Reason: String, CaseIterable, Sendable {
    /// A person said so.
    case hand

    /// The API does not accept the key.
    case key

    /// No credit is left.
    case credit

    /// The key may not use this model.
    case permission

    /// The API said 429.
    case throttled

    /// Nothing leaves this machine.
    case unreachable

    /// Several submissions in a row were left without an answer.
    case unsure

    /// A model failed many times in a row.
    case failing

    /// The balance is under the configured floor.
    case balance

    /// The database is older than the daemon's last life: it must be compared with the API first.
    case behind

    /// A submission was left without an answer: first the API's history is looked at.
    case looking

    /// How the pause ends without a person.
    package var ending: Ending {
      switch self {
      case .hand, .permission, .behind: .never
      case .throttled: .byTime
      case .unreachable, .unsure: .bySubmission
      case .failing: .byPrediction
      case .key, .credit, .balance: .byBalance
      case .looking: .byLook
      }
    }
  }

  package enum Ending: Equatable, Sendable {
    case never

    /// At `until`, of itself.
    case byTime

    /// From `until` on one submission at a time may leave, and one that is answered ends it.
    case bySubmission

    /// From `until` on one submission at a time may leave, and its prediction's end decides.
    case byPrediction

    /// From `until` on the balance is asked for, and an answer ends it.
    case byBalance

    /// As soon as the history has been looked at.
    case byLook

    /// Whether a single submission, once `until` has passed, finds out.
    package var isByProbe: Bool { self == .bySubmission || self == .byPrediction }
  }
}

extension Hold {
  /// The pause that follows for `model`, given the one that already holds for the same reason, or
  /// the step of one that was ended in vain.
  package func pause(
    for model: ModelName, after previous: Pause?, endedInVainAt step: Int? = nil, at now: Timestamp
  ) -> Pause {
    // Several refusals of one burst are one step, not one each.
    let next = previous.map { ($0.until ?? now) > now ? $0.step : $0.step + 1 }
    let step = next ?? step.map { $0 + 1 } ?? 0
    let since = previous?.since ?? now
    func growing(
      _ reason: Pause.Reason, _ refusal: Refusal, from first: Duration, to last: Duration
    ) -> Pause {
      Pause(
        scope: .account, reason: reason, detail: refusal.message, since: since,
        until: now + first.doubled(step, atMost: last), step: step)
    }
    return switch self {
    case .unreachable(let refusal):
      growing(.unreachable, refusal, from: .seconds(1), to: .seconds(60))
    case .key(let refusal): growing(.key, refusal, from: .seconds(30), to: .seconds(600))
    case .credit(let refusal): growing(.credit, refusal, from: .seconds(30), to: .seconds(600))
    case .permission(let refusal):
      Pause(
        scope: .model(model), reason: .permission, detail: refusal.message,
        since: since, until: nil)
    case .throttled(let refusal, let retryAfter, let whom):
      Pause(
        scope: whom == .account ? .account : .model(model), reason: .throttled,
        detail: refusal.message, since: since,
        until: throttledUntil(retryAfter, previous, now))
    }
  }

  /// As long as the API asks; a burst of refusals as long as any of them asks. "At once" is a
  /// second all the same: an API that throttles is not asked in a tight loop.
  private func throttledUntil(
    _ retryAfter: Duration?, _ previous: Pause?, _ now: Timestamp
  ) -> Timestamp {
    let asked = now + min(max(retryAfter ?? .seconds(60), .seconds(1)), .seconds(3600))
    return max(asked, previous?.until ?? asked)
  }

  /// Where the pause of this hold would be, to find the one that already holds.
  package func place(for model: ModelName) -> (scope: Scope, reason: Pause.Reason) {
    switch self {
    case .unreachable: (.account, .unreachable)
    case .key: (.account, .key)
    case .credit: (.account, .credit)
    case .permission: (.model(model), .permission)
    case .throttled(_, _, .account): (.account, .throttled)
    case .throttled(_, _, .model): (.model(model), .throttled)
    }
  }
}
