import Spool
import SQLite
import Store
import WaveSpeed

// The clock on the wall may be set. What a person named by it (`--at`) follows it; what was to be
// waited (a backoff, a pause) must take as long as it was meant to. Both are stored as wall times, so
// those that were waits are moved along with the clock. So is the age of what is running, and so are
// the times between which the prediction of an unanswered submission can have been made: they are
// compared with the API's clock, by the skew that goes with them. That skew is stored beside them, for
// the clock may also be set while no daemon looks; what a life has sent before its first answer told
// the skew goes with none yet.

extension Turn {
  /// Notices by how much the clock on the wall was set since the last turn.
  func noticeClock(_ moment: Moment) {
    defer { lastMoment = moment }
    guard let last = lastMoment else { return }
    let byWall = moment.wall.since(last.wall)
    let jump = byWall - moment.uptime.since(last.uptime)
    guard jump.magnitude > Turn.slewing else { return }
    clockJump += jump
    moveMemory(by: jump)
    skew = skew?.afterOurs(wasSetBy: jump)
    if isLeap(jump) { isClockDoubted = true }
    world.log.warning("the clock was set", ["by": "\(jump.milliseconds) ms"])
  }

  /// Clocks are slewed by little all the time; that is no jump.
  private static let slewing = Duration.seconds(2)

  private func moveMemory(by jump: Duration) {
    for attempt in following.keys { following[attempt]?.move(by: jump) }
    moveLookouts(by: jump, ofLivesUpTo: .max)
    comparing.lost = comparing.lost.map { $0 + jump }
    if let unanswered = comparing.unanswered { keepOutside(unanswered: unanswered + jump) }
  }

  private func moveLookouts(by jump: Duration, ofLivesUpTo last: Int64) {
    for model in lookouts.keys { lookouts[model]?.move(by: jump, ofLivesUpTo: last) }
  }

  /// Learns from the date in a reply how far the API's clock is ahead of ours. Where that is not what
  /// it was, one of the two was set, and what is known of the past is told by the new skew from now on.
  func measureSkew(_ reply: APIReply, sentAt: Uptime, at moment: Moment) {
    let elapsed = moment.uptime.since(sentAt)
    guard let measured = Skew(reply, after: elapsed, at: moment.wall) else { return }
    if measured.isPrecise { isClockDoubted = measured.ahead.magnitude > Turn.anHour }
    let isFirst = !isSkewMeasured
    if measured.isPrecise { isSkewMeasured = true }
    guard let known = skew, known.isPrecise else {
      skew = measured
      return
    }
    guard measured.isPrecise, !measured.agrees(with: known) else { return }
    // What was known at first was another life's: nothing of this one goes with it.
    let last = isFirst ? skewOnRecord?.epoch ?? 0 : .max
    moveLookouts(by: known.ahead - measured.ahead, ofLivesUpTo: last)
    skew = measured
  }

  /// By the API's clock, as far as it is known; nil while ours is doubted.
  func timeAtAPI(_ moment: Moment) -> Timestamp? {
    isClockDoubted ? nil : moment.wall + (skew?.ahead ?? .zero)
  }

  private static let anHour = Duration.seconds(3600)

  /// Has the times of lost attempts and the skew that they go with change together.
  func followSkew(_ plan: inout Plan) throws(SQLiteError) {
    let old = plan.skewOnRecord
    guard let skew, skew.isPrecise, !hasLookoutsOfUnknownClock else { return }
    let new = SkewOnRecord(skew, upTo: isSkewMeasured ? epoch : old?.epoch ?? 0)
    guard new != old else { return }
    if let old, old.skew != skew {
      plan.addUpAgain()
      try store.moveLost(by: old.skew.ahead - skew.ahead, ofLivesUpTo: old.epoch)
    }
    try store.record(skew: skew.ahead, epoch: new.epoch)
    plan.skewOnRecord = new
  }

  /// While these are looked for, the record must not say that their times go with our skew.
  private var hasLookoutsOfUnknownClock: Bool {
    lookouts.values.contains { lookout in
      lookout.plans.values.contains { $0.epoch != epoch && !isClockKnown(of: $0.epoch) }
    }
  }

  /// Moves what was to be waited for along with the clock.
  func followClock(_ plan: inout Plan) throws(SQLiteError) {
    guard clockJump != .zero else { return }
    plan.addUpAgain()
    try step("to move times with the clock") { () throws(SQLiteError) in
      try store.followClock(setBy: clockJump)
    }
    // As they stand now: a person may have ended one that we do not know to be over.
    plan.pauses = try store.pauses()
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
  fileprivate mutating func move(by jump: Duration, ofLivesUpTo last: Int64) {
    plans = plans.mapValues { plan in
      guard plan.epoch <= last else { return plan }
      return Plan(
        sentAt: plan.sentAt + jump, lostAt: plan.lostAt + jump, epoch: plan.epoch,
        looks: plan.looks, due: plan.due)
    }
  }
}

extension Duration {
  fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}

/// What is removed for good goes by the time, and a machine may wake up in another month: after a leap
/// the API's clock must agree first. A daemon that did not run for a day cannot tell one from that.
func isLeap(_ jump: Duration) -> Bool { jump.magnitude > .seconds(86_400) }
