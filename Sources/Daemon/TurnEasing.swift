import Spool
import SQLite
import Store

extension Turn {
  /// Lowers the in-flight limit that a 429 speaks of, and raises it again by what is accepted.
  func ease(
    by reply: SubmitReply, to attempt: AttemptID, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    guard let followed = following[attempt], case .sending(let leaving) = followed.stage else {
      return
    }
    switch reply {
    case .throttled(_, _, let whom):
      let scope = whom == .account ? Scope.account : .model(followed.model)
      let lowered = plan.experience.easings[scope, default: Easing()].refused(
        leaving: leaving, under: plan.experience.limits[scope], inFlight: pacing.inFlight(scope),
        at: moment.uptime)
      if let lowered { try setInFlightForNow(lowered, of: scope, &plan) }
    case .accepted:
      for scope in [Scope.account, .model(followed.model)] {
        let limits = plan.experience.limits[scope]
        guard limits?.inFlightForNow != nil else { continue }
        switch plan.experience.easings[scope, default: Easing()].accepted(
          leaving: leaving, under: limits)
        {
        case .none: break
        case .raised(let limit): try setInFlightForNow(limit, of: scope, &plan)
        case .lifted: try setInFlightForNow(nil, of: scope, &plan)
        }
      }
    case .notSent, .rejected, .keyRefused, .creditRefused, .forbidden, .unknown: break
    }
  }

  private func setInFlightForNow(
    _ limit: Int?, of scope: Scope, _ plan: inout Plan
  ) throws(SQLiteError) {
    try store.setInFlightForNow(limit, of: scope)
    plan.experience.limits[scope, default: Limits()].inFlightForNow = limit
    plan.hasMoreToClaim = true
    plan.news.append(.eased(scope, limit))
  }
}
