import Spool
import TestSupport
import Testing

@Suite struct `A bet on when a prediction ends` {
  private let history: DurationHistory

  init() {
    var dice = Dice(seed: 1)
    var history = DurationHistory()
    for _ in 0..<100 {
      let end = 58 + 4 * dice.roll()
      history.learn(endedAfter: .seconds(end - 1), by: .seconds(end + 1))
    }
    self.history = history
  }

  /// The ages at which a prediction that runs on is asked after.
  private func ages(
    _ history: DurationHistory, _ policy: PollPolicy = .standard, until end: Double,
    dearness: Double = 1, seed: UInt64 = 1
  ) -> [Double] {
    var dice = Dice(seed: seed)
    var bet = PollBet(acceptedAt: .start, roll: dice.roll())
    var ages: [Double] = []
    while true {
      let next = bet.nextPoll(history, policy, dearness: dearness, roll: dice.roll())
      guard next.since(.start).inSeconds < end else { return ages }
      ages.append(next.since(.start).inSeconds)
      bet.sawRunning(at: next)
    }
  }

  @Test(arguments: UInt64(1)...50)
  func `is placed where completion is likely, and hardly before`(seed: UInt64) {
    let asked = ages(history, until: 80, seed: seed)

    #expect(asked.count { $0 < 50 } <= 2, "\(asked)")
    #expect(asked.count { (56...64).contains($0) } >= 3, "\(asked)")
  }

  @Test(arguments: UInt64(1)...200)
  func `never breaks floor or ceiling, whatever the history`(seed: UInt64) {
    var dice = Dice(seed: seed)
    var history = DurationHistory()
    for _ in 0..<Int(1 + 60 * dice.roll()) {
      let end = 400 * dice.roll() * dice.roll()
      history.learn(endedAfter: .seconds(end * dice.roll()), by: .seconds(end))
    }
    let policy = PollPolicy(
      floor: .milliseconds(dice.pick([0, 100, 2000, 5000])),
      ceiling: .seconds(dice.pick([5, 30, 120])))

    let asked = ages(history, policy, until: 600, dearness: dice.pick([1, 40, 9000]), seed: seed)

    for (one, next) in zip([0] + asked, asked) {
      #expect(next - one >= policy.floor.inSeconds - 1e-6, "seed \(seed)")
      #expect(next - one <= policy.ceiling.inSeconds + 1e-6, "seed \(seed)")
    }
  }

  @Test func `does not ask after all that started together at once`() {
    let firsts = (1...20).map { seed in
      ages(history, until: 60, seed: UInt64(seed)).map { Int($0 * 10) }
    }
    for poll in 0..<2 {
      #expect(Set(firsts.compactMap { $0.dropFirst(poll).first }).count >= 15, "poll \(poll)")
    }
  }

  @Test func `gets rarer in the tail, and less by load than where it matters most`() {
    let asked = ages(history, until: 2000)
    let gaps = zip(asked, asked.dropFirst()).map { $1 - $0 }
    #expect(gaps.suffix(10).allSatisfy { $0 > 20 })

    let dear = ages(history, until: 2000, dearness: 100)
    let likely = 56.0...64
    #expect(dear.count < asked.count)
    #expect(
      dear.contains { likely.contains($0) },
      "a ten times dearer lag still leaves a poll where the end is likely")
  }

  @Test func `is the sooner due the longer a daemon was away`() {
    let bet = PollBet(acceptedAt: .start, roll: 0.5)
    let due = bet.nextPoll(history, .standard, dearness: 1, roll: 0.5)
    #expect(due < .start + .seconds(31), "what was accepted an hour ago is overdue, not due later")
  }
}

@Suite struct `The price of a poll` {
  @Test func `rises while polls are overdue, falls when none is, within bounds`() {
    var price = PollDearness()
    var factors: [Double] = []
    for second in 0..<600 {
      price.look(waitingSince: .start + .seconds(second - 3), at: .start + .seconds(second))
      factors.append(price.factor)
    }
    #expect(factors == factors.sorted())
    #expect(price.factor == 10_000)

    for second in 600..<1200 { price.look(waitingSince: nil, at: .start + .seconds(second)) }
    #expect(price.factor == 1)
  }

  @Test func `is not raised by a poll that is a little late`() {
    var price = PollDearness()
    for second in 0..<100 {
      let now = Uptime.start + .seconds(second)
      price.look(waitingSince: now + .milliseconds(-200), at: now)
    }
    #expect(price.factor == 1)
  }
}
