/// What the age of a running prediction means to people, and to those that wait behind it.
package enum LongRun: Equatable, Sendable {
  case ordinary

  /// Longer than its model's history makes likely: nearly all of it ended within `usually`.
  case unusual(usually: Duration)

  /// No end within a day: it is asked after hourly and holds no slot. A person should know.
  case parked

  /// A prediction without an end for so long may never have one.
  package static let parkedAfter = Duration.seconds(86_400)

  /// How far apart its polls are from then on.
  package static let parkedWait = Duration.seconds(3600)

  /// `history` is its model's; nil when there is none yet.
  package init(age: Duration, _ history: DurationHistory?) {
    if age >= LongRun.parkedAfter {
      self = .parked
    } else if let history, history.isUnusuallyLong(age) {
      self = .unusual(usually: history.quantile(0.99))
    } else {
      self = .ordinary
    }
  }
}
