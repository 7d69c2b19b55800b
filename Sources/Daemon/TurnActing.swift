import Spool
import SQLite
import Store
import WaveSpeed

extension Turn {
  /// Does one thing that the commit has promised. Only here do submissions leave.
  func perform(_ act: Plan.Act, at moment: Moment) {
    switch act {
    case .submit(let attempt, let model, let body):
      following[attempt] = Following(model: model.name, stage: .sending)
      pacing.sent(model.name)
      sending += 1
      world.network.send(.submit(model, input: Array(body.utf8)), as: .submit(attempt))
    case .follow(let attempt, let model, let report):
      follow(
        attempt, model,
        Following.Running(
          prediction: report.prediction, acceptedAt: moment.uptime, acceptedOn: moment.wall,
          remoteStatus: report.remoteStatus),
        at: moment)
    case .makeUncertain(let attempt):
      following[attempt]?.stage = .uncertain
    case .release(let attempt, let model):
      guard following.removeValue(forKey: attempt) != nil else { return }
      pacing.released(model)
      mayClaim = true
    case .notice(let attempt, let remoteStatus):
      guard var running = following[attempt]?.running else { return }
      running.remoteStatus = remoteStatus
      following[attempt]?.running = running
      schedulePoll(of: attempt, running, at: moment)
    case .recordedPolls(let attempt):
      following[attempt]?.unrecordedPolls = 0
    case .ask(let request, let exchange):
      isAskingForBalance = true
      world.network.send(request, as: exchange)
    }
  }

  /// Holds the slot of an accepted attempt and polls it.
  func follow(
    _ attempt: AttemptID, _ model: ModelName, _ running: Following.Running, at moment: Moment
  ) {
    if following[attempt] == nil { pacing.inherits(model) }
    following[attempt] = Following(model: model, stage: .running(running))
    schedulePoll(of: attempt, running, at: moment)
  }
}
