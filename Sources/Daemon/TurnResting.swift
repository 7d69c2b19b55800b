import Spool
import SQLite

extension Turn {
  /// A prediction has ended, or not yet: a model whose predictions only fail is rested.
  func rest(
    _ model: ModelName, by report: Report, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    let rest = plan.pause(.model(model), .failing)
    switch report.progress {
    case .waiting, .processing, .unfamiliar: return
    case .completed:
      plan.experience.breakers[model] = nil
      if let rest { try end(rest, &plan, at: moment) }
    case .failed(let failure):
      // What its input has earned says nothing against a model. A probe that ends so has probed
      // nothing, and the next job may.
      guard failure.retry == .mayHelp else { return }
      let next = plan.experience.breakers[model, default: Breaker()].sawFailure(
        of: model, failure.refusal, during: rest, at: moment.wall)
      if let next { try set(next, after: rest, &plan, at: moment) }
    }
  }

  /// Whether a rested model's probe is under way: nothing but a probe is sent during a rest.
  func isProbing(_ rest: Pause) -> Bool {
    following.values.contains { followed in
      guard rest.scope == .model(followed.model), followed.sentOn > rest.since else { return false }
      return switch followed.stage {
      case .sending: true
      case .running(let running): !running.isParked
      case .uncertain: false  // nobody knows whether it will ever end
      }
    }
  }
}
