import Spool
import SQLite
import Store

// The clock on the wall may be set. What a person named by it (`--at`) follows it; what was to be
// waited (a backoff, a pause) must take as long as it was meant to. Both are stored as wall times, so
// those that were waits are moved along with the clock. So are the times between which the prediction
// of an unanswered submission can have been made, which are compared with the API's clock by the skew
// as it is now, and the age of what is running.

extension Turn {
  /// Notices by how much the clock on the wall was set since the last turn.
  func noticeClock(_ moment: Moment) {
    defer { lastMoment = moment }
    guard let last = lastMoment else { return }
    let byWall = Duration.milliseconds(moment.wall.milliseconds - last.wall.milliseconds)
    let jump = byWall - moment.uptime.since(last.uptime)
    guard jump.magnitude > Turn.slewing else { return }
    clockJump += jump
    moveMemory(by: jump)
    world.log.warning("the clock was set", ["by": "\(jump.milliseconds) ms"])
  }

  /// Clocks are slewed by little all the time; that is no jump.
  private static let slewing = Duration.seconds(2)

  private func moveMemory(by jump: Duration) {
    for attempt in following.keys { following[attempt]?.move(by: jump) }
    for model in lookouts.keys { lookouts[model]?.move(by: jump) }
  }

  /// Moves what was to be waited for along with the clock.
  func followClock(_ plan: inout Plan) throws(SQLiteError) {
    guard clockJump != .zero else { return }
    try store.moveRetries(by: clockJump)
    try store.moveLive(by: clockJump)
    // As they stand now: a person may have ended one that we do not know to be over.
    plan.pauses = try store.pauses()
    for (place, pause) in plan.pauses.enumerated() {
      guard let until = pause.until else { continue }
      plan.pauses[place] = Pause(
        scope: pause.scope, reason: pause.reason, detail: pause.detail, since: pause.since,
        until: until + clockJump, step: pause.step)
      try store.pause(plan.pauses[place])
    }
  }
}

extension Following {
  fileprivate mutating func move(by jump: Duration) {
    sentOn = sentOn + jump
    guard let running else { return }
    self.running?.acceptedOn = running.acceptedOn + jump
  }
}

extension Lookout {
  fileprivate mutating func move(by jump: Duration) {
    plans = plans.mapValues { plan in
      Plan(
        sentAt: plan.sentAt + jump, lostAt: plan.lostAt + jump, looks: plan.looks, due: plan.due)
    }
  }
}

extension Duration {
  fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
