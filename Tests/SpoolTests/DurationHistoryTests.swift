import Spool
import TestSupport
import Testing

@Suite struct `A history of durations` {
  /// Predictions that took about `seconds`, as polls two seconds apart see it.
  private func learned(_ seconds: [Double], into start: DurationHistory = .init())
    -> DurationHistory
  {
    var history = start
    for end in seconds {
      history.learn(endedAfter: .seconds(max(0, end - 1)), by: .seconds(end + 1))
    }
    return history
  }

  private func isAbout(_ seconds: Double, _ duration: Duration) -> Bool {
    abs(duration.inSeconds - seconds) < seconds / 10
  }

  @Test func `knows nothing at first`() {
    let history = DurationHistory()
    #expect(history.isEmpty)
    #expect(!history.isUnusuallyLong(.seconds(1_000_000)))
  }

  @Test(arguments: [0.3, 5, 61, 640, 90_000])
  func `has its median where the predictions ended`(_ seconds: Double) {
    var history = DurationHistory()
    for _ in 0..<40 { history.learn(endedAfter: .seconds(seconds * 0.98), by: .seconds(seconds)) }
    #expect(isAbout(seconds, history.quantile(0.5)), "\(history.quantile(0.5))")
  }

  @Test func `sees that all of it is over, and that nothing is at first`() {
    let history = learned(Array(repeating: 60, count: 60))
    #expect(isAbout(60, history.quantile(0.01)))
    #expect(isAbout(60, history.quantile(0.99)))
  }

  @Test func `weighs what is recent more, and never more than its memory`() {
    var history = learned((0..<500).map { _ in 60 })
    #expect(history.weight < 51)

    history = learned((0..<500).map { $0 % 2 == 0 ? 20 : 60 }, into: history)
    #expect(isAbout(20, history.quantile(0.25)))
    #expect(isAbout(60, history.quantile(0.75)))
  }

  @Test(arguments: [25.0, 200]) func `notices within twenty jobs that a model has changed its pace`(
    _ seconds: Double
  ) {
    let before = learned((0..<500).map { _ in 60 })

    let after = learned((0..<20).map { _ in seconds }, into: before)

    #expect(isAbout(seconds, after.quantile(0.5)), "\(after.quantile(0.5))")
  }

  @Test func `is not made to forget by one outlier`() {
    let before = learned((0..<500).map { _ in 60 })
    let after = learned([600, 60, 60], into: before)
    #expect(isAbout(60, after.quantile(0.5)))
    #expect(after.weight > 30)
  }

  @Test func `takes what a sleeping daemon has seen for as vague as it is`() {
    let before = learned((0..<100).map { _ in 60 })
    var after = before
    after.learn(endedAfter: .zero, by: .seconds(40_000))
    #expect(isAbout(60, after.quantile(0.5)))
  }

  @Test func `calls unusual what outlives nearly all of it by far`() {
    let history = learned((0..<100).map { Double(50 + $0 % 20) })
    #expect(!history.isUnusuallyLong(.seconds(80)))
    #expect(history.isUnusuallyLong(.seconds(120)))
    #expect(!learned([60, 60, 60]).isUnusuallyLong(.seconds(5000)), "three are no experience")
  }

  @Test(arguments: UInt64(1)...100)
  func `is read back from its text as it was written`(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let history = learned((0..<80).map { _ in 300 * dice.roll() * dice.roll() })

    let read = try #require(DurationHistory(history.text))

    #expect(read.text == history.text)
    #expect(abs(read.weight - history.weight) < 0.1)
    #expect(history.text.utf8.count < 4000)
  }

  @Test(arguments: ["1", "a:b", "1:2:3", "-1:5", "320:5", "3:0", "3:99999999999999999999", "3:-4"])
  func `is none where somebody has written nonsense`(_ text: String) {
    #expect(DurationHistory(text) == nil)
  }

  @Test func `learns from any pair of times without harm`() {
    var history = DurationHistory()
    for (from, to) in [(0, 0), (5, 5), (9, 2), (-7, -3), (1_000_000, 2_000_000), (0, 10_000_000)] {
      history.learn(endedAfter: .seconds(from), by: .seconds(to))
    }
    #expect(history.weight > 5 && history.weight < 6.1)
  }
}

@Suite struct `A prediction that runs long` {
  @Test func `is ordinary, unusual by its model's history, or parked after a day`() {
    var history = DurationHistory()
    for _ in 0..<20 { history.learn(endedAfter: .seconds(58), by: .seconds(60)) }

    #expect(LongRun(age: .seconds(50), history) == .ordinary)
    #expect(LongRun(age: .seconds(50_000), nil) == .ordinary)
    guard case .unusual(let usually) = LongRun(age: .seconds(600), history) else {
      Issue.record("ten times as long is unusual")
      return
    }
    #expect(usually > .seconds(58) && usually < .seconds(80))
    #expect(LongRun(age: .seconds(86_400), history) == .parked)
    #expect(LongRun(age: .seconds(86_400), nil) == .parked)
  }
}
