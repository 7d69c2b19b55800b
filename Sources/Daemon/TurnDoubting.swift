import Spool
import SQLite
import Store

extension Turn {
  /// An answer was lost: its model submits nothing until the history has been looked at.
  func waitForLook(
    _ job: StoredJob, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    guard plan.pause(.model(job.model), .looking) == nil else { return }
    let pause = Pause(
      scope: .model(job.model), reason: .looking,
      detail:
        "the answer to job \(job.id)'s submission was lost; the API's history is looked at first",
      since: moment.wall, until: nil)
    try set(pause, after: nil, &plan, at: moment)
  }

  /// Three lost answers in a row are the API's trouble and not a job's: the account rests, then one
  /// submission at a time probes, until one is answered.
  func countUnknown(
    _ reply: SubmitReply, _ plan: inout Plan, at moment: Moment
  ) throws(SQLiteError) {
    guard case .unknown(let refusal) = reply else {
      plan.unknownInARow = 0
      return
    }
    plan.unknownInARow += 1
    guard plan.unknownInARow >= 3 else { return }
    let previous = plan.pause(.account, .unsure)
    // Answers that were lost together are one step.
    if let until = previous?.until, until > moment.wall { return }
    let step = previous.map { $0.step + 1 } ?? 0
    let wait = Duration.seconds(5).doubled(step, atMost: .seconds(300))
    try set(
      Pause(
        scope: .account, reason: .unsure, detail: refusal.message,
        since: previous?.since ?? moment.wall, until: moment.wall + wait, step: step),
      after: previous, &plan, at: moment)
  }
}
