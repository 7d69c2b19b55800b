/// When one running prediction is asked after next: a bet on when it ends.
///
/// To make the lag plus the price of the polls least, polls are dense where an end is likely: at the
/// age t, the square root of hazard(t) / 2c of them a second, c being the price of a poll in seconds
/// of lag (Keller, "Optimum checking schedules for systems subject to random failure", 1974). The
/// next poll is where that density, summed since the last one, has reached one.
///
///     density      ▁▁▁▁▁▁▁▁▁▁▁▂▅██▇▅▃▂▂▁▁▁▁▁▁▁▁▁▁▁
///     polls                 ↑  ↑↑↑ ↑ ↑    ↑       ↑
///     accepted ────────── likely to end ──── outlived
package struct PollBet: Equatable, Sendable {
  package let acceptedAt: Uptime

  /// When it was last known to run.
  package private(set) var runningAt: Uptime

  /// What the density must add up to. For the first poll it is a roll of the dice, so that what
  /// started together is not asked after together.
  private var stake: Double

  /// The share of a model's usual time that one poll is worth.
  package static let price = 0.005

  package init(acceptedAt: Uptime, roll: Double) {
    self.acceptedAt = acceptedAt
    runningAt = acceptedAt
    stake = 0.05 + 0.95 * roll
  }

  /// An answer said that it still runs.
  package mutating func sawRunning(at now: Uptime) {
    runningAt = max(now, runningAt)
    stake = 1
  }

  /// When the next poll is worth its price, which load multiplies by `dearness`: never sooner than
  /// the floor after the last answer, nor later than the ceiling.
  package func nextPoll(
    _ history: DurationHistory, _ policy: PollPolicy, dearness: Double, roll: Double
  ) -> Uptime {
    // The ceiling is the same for all, and must not bring together what the dice have spread.
    let latest = policy.ceiling.inSeconds * (1 - roll / 10)
    let earliest = max(policy.floor.inSeconds, 0.001)
    guard latest > earliest else { return runningAt + policy.floor }
    let age = runningAt.since(acceptedAt).inSeconds
    let cost = PollBet.price * history.quantile(0.5).inSeconds * dearness
    let wait = reach(stake, from: age, atMost: latest, history, cost)
    return runningAt + .seconds(min(max(wait, earliest), latest))
  }

  /// How long after the age `start` the density has added up to `stake`.
  private func reach(
    _ stake: Double, from start: Double, atMost longest: Double, _ history: DurationHistory,
    _ cost: Double
  ) -> Double {
    var sum = 0.0
    var age = start
    while age - start < longest {
      let index = DurationBuckets.index(of: age)
      // The last slice has no end: what outlives it is as likely to end at any time.
      let end =
        index + 1 < DurationBuckets.count
        ? DurationBuckets.start(of: index + 1) : age + longest
      let density = (history.hazard(at: (age + end) / 2) / (2 * cost)).squareRoot()
      let missing = stake - sum
      if density * (end - age) >= missing { return age - start + missing / density }
      sum += density * (end - age)
      age = end
    }
    return longest
  }
}
