/// Which predictions are asked after next, and which of them may be asked now.
///
/// Over the limit of polls per second those that were due first go first, so none starves; and as
/// long as some wait, polls become dearer, so that what matters less is due later.
package struct PollSchedule: Sendable {
  private var queue = DueQueue<AttemptID>()
  private var pacing = PollPacing()
  private var price = PollDearness()
  private var heldUntil: Uptime?

  /// Whose polls are on the wire: an answer counts, whatever has become of the job meanwhile.
  private var asked: [AttemptID: [ModelName]] = [:]

  package init() {}

  package var dearness: Double { price.factor }

  package mutating func set(_ limits: [Scope: Limits], at now: Uptime) {
    pacing.set(limits, at: now)
  }

  /// A daemon that just died may have sent as many as it was allowed.
  package mutating func assumeFull(at now: Uptime) {
    pacing.assumeFull(at: now)
  }

  package mutating func insert(_ attempt: AttemptID, due: Uptime) {
    queue.insert(attempt, due: due)
  }

  /// No poll leaves before `moment`: the API asked for it.
  package mutating func hold(until moment: Uptime) {
    heldUntil = max(heldUntil ?? moment, moment)
  }

  /// The next poll that may leave now, which thereby counts as gone.
  ///
  /// `asking` says of an attempt whose model it is and when it would be due at today's price; nil
  /// when it is not to be asked after any more.
  package mutating func next(
    at now: Uptime, asking: (AttemptID, _ dearness: Double) -> (model: ModelName, due: Uptime)?
  ) -> AttemptID? {
    if let held = heldUntil {
      guard held <= now else { return nil }
      heldUntil = nil
    }
    while pacing.wait(.account, at: now) == nil, let attempt = queue.popDue(at: now) {
      guard let (model, due) = asking(attempt, price.factor) else { continue }
      if let later = pacing.wait(.model(model), at: now) {
        queue.insert(attempt, due: min(later, now + .seconds(1)))
        continue
      }
      if price.factor > 1, due > now {
        queue.insert(attempt, due: due)
        continue
      }
      pacing.left(model)
      asked[attempt, default: []].append(model)
      return attempt
    }
    price.look(waitingSince: queue.earliest, at: now)
    return nil
  }

  /// A poll of the attempt is over, whatever came of it.
  package mutating func wasAnswered(_ attempt: AttemptID, at now: Uptime) {
    guard let model = asked[attempt]?.popLast() else { return }
    if asked[attempt]?.isEmpty ?? true { asked[attempt] = nil }
    pacing.wasAnswered(model, at: now)
  }

  /// When a poll may leave next, if nothing else happens.
  package mutating func nextPoll(after now: Uptime) -> Uptime? {
    guard let due = queue.earliest else { return nil }
    let next = max(due, heldUntil ?? due)
    guard let room = pacing.wait(.account, ahead: max(next, now)) else { return next }
    return max(next, room)
  }
}
