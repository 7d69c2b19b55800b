/// Keeps turns apart while they follow each other closely.
///
/// Much of what a turn costs, its commit's sync above all, it costs for one answer as for fifty. So
/// a daemon that has little to do takes a turn at once, whatever comes in; one that has much to do
/// lets answers gather for a few milliseconds.
package struct TurnPace: Equatable, Sendable {
  private static let distance = Duration.milliseconds(10)

  /// So many turns may follow each other at once: a job alone takes fewer.
  private static let burst = 40

  /// When all turns so far would have been taken, had they kept their distance.
  private var evened = Uptime.start

  package init() {}

  package mutating func tookTurn(at now: Uptime) {
    evened = max(evened, now) + TurnPace.distance
  }

  /// How long the next turn has to wait, at most a turn's distance; nil when it may be taken now.
  package func rest(at now: Uptime) -> Duration? {
    let ahead = evened.since(now) - TurnPace.distance * TurnPace.burst
    return ahead > .zero ? ahead : nil
  }
}
