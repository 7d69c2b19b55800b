import Spool
import TestSupport
import Testing

@Suite struct `The wait before the next poll` {
  @Test(arguments: UInt64(1)...300)
  func `stays between floor and ceiling`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let policy = PollPolicy(
      floor: .milliseconds(dice.pick([0, 1, 2000, 7000])),
      ceiling: .milliseconds(dice.pick([0, 500, 30_000, 120_000])))
    let age = Duration.milliseconds(dice.pick([-60_000, 0, 1, 3000, 60_000, 90_000_000]))

    let wait = policy.wait(sinceAcceptance: age, roll: dice.roll())

    #expect(wait >= max(policy.floor, .milliseconds(1)), "seed \(seed)")
    #expect(wait <= max(policy.ceiling, .milliseconds(1)), "seed \(seed)")
  }

  @Test func `grows with the root of the prediction's age`() {
    let ages = [0, 2, 6, 24, 150, 9000].map { Duration.seconds($0) }

    let waits = ages.map { PollPolicy.standard.wait(sinceAcceptance: $0, roll: 0) }

    #expect(waits.dropLast() == [2, 2, 3, 6, 15].map { .seconds($0) })
    #expect(waits.last.map { $0 > .seconds(27) && $0 <= .seconds(30) } == true)
  }

  @Test func `grows with the root of what a poll costs under load`() {
    let waits = [1.0, 4, 9, 1e9].map {
      PollPolicy.standard.wait(sinceAcceptance: .seconds(6), dearness: $0, roll: 0)
    }

    #expect(waits.dropLast() == [3, 6, 9].map { .seconds($0) })
    #expect(waits.last.map { $0 <= .seconds(30) } == true)
  }

  @Test func `drifts apart for what started together`() {
    let waits = [0, 0.5, 0.9].map {
      PollPolicy.standard.wait(sinceAcceptance: .seconds(40), roll: $0)
    }
    #expect(Set(waits).count == 3)
  }

  @Test(arguments: UInt64(1)...300)
  func `is never shortened by trouble, and is bounded in it`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let roll = dice.roll()
    let age = Duration.seconds(dice.pick([0, 5, 500, 100_000]))
    let failures = dice.pick([0, 1, 2, 5, 6, 1000, Int.max])

    let wait = PollPolicy.standard.waitAfterTrouble(failures, sinceAcceptance: age, roll: roll)

    #expect(wait >= PollPolicy.standard.wait(sinceAcceptance: age, roll: roll), "seed \(seed)")
    #expect(wait <= .seconds(36), "seed \(seed)")
  }

  @Test func `doubles with each trouble in a row`() {
    let policy = PollPolicy(floor: .zero, ceiling: .zero)

    let waits = (1...7).map { policy.waitAfterTrouble($0, sinceAcceptance: .zero, roll: 0) }

    #expect(waits == [1, 2, 4, 8, 16, 32, 32].map { .seconds($0) })
  }
}

@Suite struct `The wait before another paid attempt` {
  @Test(arguments: UInt64(1)...300)
  func `lies between nothing and a bound that doubles up to the cap`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let failures = dice.pick([-1, 0, 1, 2, 3, 7, 30, 31, 1000, Int.max])
    let doublings = min(max(0, failures - 1), 20)
    let bound = min(Duration.seconds(600), .seconds(5) * (1 << doublings))

    let delay = RetryPolicy.standard.delay(afterFailures: failures, roll: dice.roll())

    #expect(delay >= .zero, "seed \(seed)")
    #expect(delay < bound, "seed \(seed)")
  }

  @Test func `is spread over all of it`() {
    let delays = [0, 0.25, 0.5, 0.75].map { RetryPolicy.standard.delay(afterFailures: 2, roll: $0) }
    #expect(delays == [.zero, .seconds(2.5), .seconds(5), .seconds(7.5)])
  }
}
