/// How long to wait before asking after a prediction again.
package struct PollPolicy: Equatable, Sendable {
  /// Never sooner than this.
  package let floor: Duration

  /// Never later than this.
  package let ceiling: Duration

  package init(floor: Duration, ceiling: Duration) {
    self.floor = floor
    self.ceiling = max(floor, ceiling)
  }

  package static let standard = PollPolicy(floor: .seconds(2), ceiling: .seconds(30))

  /// The wait while nothing is known of the model. It grows with the square root of the prediction's
  /// age: where each octave of durations is as likely as another, that makes the lag least for so
  /// many polls. It is spread upwards a little, so that what started together drifts apart. Load
  /// multiplies the price of a poll by `dearness`, as it does where a history is known.
  package func wait(
    sinceAcceptance age: Duration, dearness: Double = 1, roll: Double
  ) -> Duration {
    let root = Duration.seconds((1.5 * max(0, age.inSeconds) * dearness).squareRoot())
    let grown = max(min(root, ceiling / 1.1), floor)
    return max(min(grown * (1 + roll / 10), ceiling), .milliseconds(1))
  }

  /// The wait after a poll that brought no news because of `failures` troubles in a row.
  package func waitAfterTrouble(
    _ failures: Int, sinceAcceptance age: Duration, roll: Double
  ) -> Duration {
    let doublings = min(max(0, failures - 1), 5)
    let backoff = Duration.seconds(1) * (1 << doublings) * (1 + roll / 10)
    return max(wait(sinceAcceptance: age, roll: roll), backoff)
  }
}
