/// How many polls may leave now: for the account and for each model.
package struct PollPacing: Sendable {
  private var lanes: [Scope: Lane] = [:]

  private struct Lane: Sendable {
    let span: Duration
    var most: Int
    var window: SlidingWindow
  }

  package init() {}

  /// Takes the limits over. A window that is as long as before goes on counting; one of another
  /// length counts as full, because what left before `now` was not counted for so long.
  package mutating func set(_ limits: [Scope: Limits], at now: Uptime) {
    var next: [Scope: Lane] = [:]
    for (scope, limits) in limits {
      guard let perSecond = limits.pollsPerSecond, perSecond > 0 else { continue }
      // Fewer than one a second is one in a longer while. People may write any number: the bounds
      // are what can be counted, not what makes sense.
      let most = Int(min(max(perSecond, 1), 1_000_000))
      let span = Duration.seconds(min(max(1 / perSecond, 1), 86_400))
      if var lane = lanes[scope], lane.span == span {
        lane.most = most
        next[scope] = lane
      } else {
        var lane = Lane(span: span, most: most, window: SlidingWindow(span: span))
        if lanes[scope] != nil { lane.window.remember(most, at: now) }
        next[scope] = lane
      }
    }
    lanes = next
  }

  /// A daemon that just died may have sent as many as it was allowed.
  package mutating func assumeFull(at now: Uptime) {
    for scope in lanes.keys {
      if let most = lanes[scope]?.most { lanes[scope]?.window.remember(most, at: now) }
    }
  }

  /// Nil when a poll of `scope` may leave now; else when to look again, or the far future when
  /// only an answer can make room.
  package mutating func wait(_ scope: Scope, at now: Uptime) -> Uptime? {
    guard var lane = lanes[scope] else { return nil }
    defer { lanes[scope] = lane }
    guard lane.window.count(at: now) >= lane.most else { return nil }
    return lane.window.nextFall ?? now + .seconds(60)
  }

  /// The same for a poll that will only be due later.
  package func wait(_ scope: Scope, ahead later: Uptime) -> Uptime? {
    guard let lane = lanes[scope] else { return nil }
    let outlook = lane.window.outlook(at: later)
    guard outlook.count >= lane.most else { return nil }
    return outlook.nextFall ?? later + .seconds(60)
  }

  package mutating func left(_ model: ModelName) {
    lanes[.account]?.window.left()
    lanes[.model(model)]?.window.left()
  }

  /// An answer to a poll that left before its window was made is not counted in it.
  package mutating func wasAnswered(_ model: ModelName, at now: Uptime) {
    lanes[.account]?.window.wasAnsweredIfCounted(at: now)
    lanes[.model(model)]?.window.wasAnsweredIfCounted(at: now)
  }
}
