/// What a poll costs more than usual because there are more than may leave: a price that rises while
/// polls are overdue and falls when none is. What matters least is then asked after less often, and
/// what matters most keeps its place.
package struct PollDearness: Equatable, Sendable {
  package private(set) var factor = 1.0
  private var lastLook: Uptime?

  package init() {}

  /// A poll that leaves within this of its time is on time.
  private static let punctual = Duration.milliseconds(500)
  private static let highest = 10_000.0

  /// The poll that is due first has been waiting since `due`; nil when none waits.
  package mutating func look(waitingSince due: Uptime?, at now: Uptime) {
    let seconds = min(lastLook.map { now.since($0).inSeconds } ?? 0, 10)
    lastLook = now
    guard seconds > 0 else { return }
    let isOverdue = due.map { now.since($0) > PollDearness.punctual } ?? false
    // Slowly up and fast down: too dear, and polls are left unsent while ends wait to be noticed.
    factor *= isOverdue ? 1 + seconds / 8 : 1 / (1 + seconds / 2)
    factor = min(max(factor, 1), PollDearness.highest)
  }
}
