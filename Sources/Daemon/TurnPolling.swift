import Spool
import WaveSpeed

extension Turn {
  /// When the prediction is asked after next.
  func schedulePoll(of attempt: AttemptID, _ running: Following.Running, at moment: Moment) {
    let age = moment.uptime.since(running.acceptedAt)
    let wait =
      running.troubles == 0
      ? steering.polls.wait(sinceAcceptance: age, roll: world.roll())
      : steering.polls.waitAfterTrouble(
        running.troubles, sinceAcceptance: age, roll: world.roll())
    polls.insert(attempt, due: moment.uptime + wait)
  }

  /// Sends the polls that are due and within the limits. They change nothing at the API, so they
  /// need no commit.
  func sendPolls(at moment: Moment) {
    if let held = pollsHeldUntil {
      guard held <= moment.uptime else { return }
      pollsHeldUntil = nil
    }
    while pollPacing.wait(.account, at: moment.uptime) == nil,
      let attempt = polls.popDue(at: moment.uptime)
    {
      guard let model = following[attempt]?.model, var running = following[attempt]?.running,
        !running.isBeingPolled
      else { continue }  // it has ended, or was scheduled twice
      if let later = pollPacing.wait(.model(model), at: moment.uptime) {
        polls.insert(attempt, due: min(later, moment.uptime + .seconds(1)))
        continue
      }
      running.isBeingPolled = true
      following[attempt]?.running = running
      pollPacing.left(model)
      let version = steering.models[model]?.apiVersion ?? .v3
      world.network.send(.result(running.prediction, version), as: .poll(attempt))
    }
  }

  /// When a poll may leave next, if nothing else happens.
  var nextPoll: Uptime? {
    guard let due = polls.earliest else { return nil }
    var next = due
    if let held = pollsHeldUntil { next = max(next, held) }
    if let room = pollPacing.wait(.account, at: max(next, world.now().uptime)) {
      next = max(next, room)
    }
    return next
  }
}
