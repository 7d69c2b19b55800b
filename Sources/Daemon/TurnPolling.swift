import Spool
import WaveSpeed

extension Turn {
  /// When the prediction is asked after next.
  func schedulePoll(
    of attempt: AttemptID, _ running: inout Following.Running, at moment: Moment
  ) {
    park(attempt, &running, at: moment)
    let due = nextPoll(of: attempt, running, dearness: polls.dearness, at: moment)
    polls.insert(attempt, due: due)
  }

  private func nextPoll(
    of attempt: AttemptID, _ running: Following.Running, dearness: Double, at moment: Moment
  ) -> Uptime {
    let roll = world.roll()
    let age = moment.uptime.since(running.acceptedAt)
    guard !running.isParked else { return moment.uptime + LongRun.parkedWait * (1 - roll / 10) }
    let failures = running.troubles + running.refusals
    let backoff =
      failures > 0
      ? moment.uptime + steering.polls.waitAfterTrouble(failures, sinceAcceptance: age, roll: roll)
      : nil
    guard let model = following[attempt]?.model, let history = experience.histories[model],
      !history.isEmpty
    else {
      // From when it was last known to run: what nobody asked after for long, because no daemon
      // lived, is due at once.
      let seen = running.bet.runningAt
      let wait = steering.polls.wait(
        sinceAcceptance: seen.since(running.acceptedAt), dearness: dearness, roll: roll)
      return backoff ?? seen + wait
    }
    let worth = running.bet.nextPoll(history, steering.polls, dearness: dearness, roll: roll)
    return max(worth, backoff ?? worth)
  }

  /// A prediction that has not ended within a day gives its slot to others.
  private func park(
    _ attempt: AttemptID, _ running: inout Following.Running, at moment: Moment
  ) {
    let age = moment.uptime.since(running.acceptedAt)
    guard !running.isParked, let model = following[attempt]?.model,
      LongRun(age: age, nil) == .parked
    else { return }
    running.isParked = true
    pacing.released(model)
    mayClaim = true
    world.log.warning(
      "a prediction has not ended within a day: it is asked after hourly and holds no slot",
      ["job": "\(attempt.job)", "model": model.text, "prediction": running.prediction.text])
  }

  /// Sends the polls that are due and within the limits. They change nothing at the API, so they
  /// need no commit. Says how many there were.
  func sendPolls(at moment: Moment) -> Int {
    // After a restart thousands may be due at once: the first must not wait for the last, nor what
    // comes in for any of them.
    var room = Turn.batch
    while room > 0,
      let attempt = polls.next(
        at: moment.uptime,
        asking: { attempt, dearness in
          guard let followed = following[attempt], let running = followed.running,
            !running.isBeingPolled
          else { return nil }  // it has ended, or was scheduled twice
          guard dearness > 1, running.troubles + running.refusals == 0, !running.isParked else {
            return (followed.model, moment.uptime)
          }
          return (followed.model, nextPoll(of: attempt, running, dearness: dearness, at: moment))
        })
    {
      guard let followed = following[attempt], var running = followed.running else { continue }
      running.isBeingPolled = true
      following[attempt]?.running = running
      let version = running.version(by: steering.models[followed.model]?.apiVersion ?? .v3)
      world.network.send(.result(running.prediction, version), as: .poll(attempt))
      room -= 1
      Step.polled.reached()
    }
    return Turn.batch - room
  }

  /// When a poll may leave next, if nothing else happens.
  var nextPoll: Uptime? { polls.nextPoll(after: world.now().uptime) }
}
