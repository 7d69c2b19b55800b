import Spool
import TestSupport
import Testing

@Suite struct `A sliding window` {
  @Test(arguments: UInt64(1)...200)
  func `never lets the server see more than the limit, however late requests arrive`(
    seed: UInt64
  ) {
    var dice = Dice(seed: seed)
    let limit = Int.random(in: 1...6, using: &dice)

    let arrivals = arrivalsOfAGreedySender(limit: limit, &dice)

    #expect(mostWithinAMinute(of: arrivals) <= limit, "seed \(seed)")
    #expect(arrivals.count > limit, "seed \(seed) tried nothing")
  }

  @Test func `counts a request that left until its answer, however long that takes`() {
    var window = SlidingWindow(span: .seconds(60))

    window.left()

    #expect(window.count(at: .start + .seconds(3600)) == 1)
    #expect(window.nextFall == nil)
  }

  @Test func `a look at a later moment forgets nothing that still counts before`() {
    var window = SlidingWindow(span: .seconds(60))
    window.left()
    window.wasAnswered(at: .start)

    #expect(window.outlook(at: .start + .seconds(61)).count == 0)
    #expect(window.outlook(at: .start + .seconds(59)).nextFall == .start + .seconds(60))
    #expect(window.count(at: .start + .seconds(30)) == 1)
  }

  @Test func `lets go of a request one span after its answer`() {
    var window = SlidingWindow(span: .seconds(60))
    window.left()
    window.wasAnswered(at: .start + .seconds(30))

    let justBefore = window.count(at: .start + .milliseconds(89_999))
    let then = window.count(at: .start + .seconds(90))

    #expect(justBefore == 1)
    #expect(then == 0)
  }

  @Test func `says when it next falls`() {
    var window = SlidingWindow(span: .seconds(60))
    window.remember(3, at: .start)

    #expect(window.nextFall == .start + .seconds(60))
    #expect(window.count(at: .start + .seconds(60)) == 0)
    #expect(window.nextFall == nil)
  }

  @Test func `never forgets early what is remembered out of order`() {
    var window = SlidingWindow(span: .seconds(60))
    window.remember(1, at: .start + .seconds(50))
    window.remember(1, at: .start + .seconds(10))

    #expect(window.count(at: .start + .seconds(69)) == 2)
    #expect(window.count(at: .start + .seconds(111)) == 0)
  }

  @Test func `keeps its count through a hundred thousand requests`() {
    var window = SlidingWindow(span: .seconds(60))
    var wrong = 0
    for second in 0..<100_000 {
      let now = Uptime.start + .seconds(second)
      window.left()
      window.wasAnswered(at: now)
      let inTheMinute = min(second + 1, 60)  // and one more, as times are rounded up
      if !(inTheMinute...inTheMinute + 1).contains(window.count(at: now)) { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  /// Sends whenever the window has room, for some minutes; answers come when they like, and each
  /// request arrives somewhere between leaving and its answer.
  private func arrivalsOfAGreedySender(limit: Int, _ dice: inout Dice) -> [Uptime] {
    var window = SlidingWindow(span: .seconds(60))
    var now = Uptime.start
    var arrivals: [Uptime] = []
    var answers = DueQueue<Void>()
    while now < .start + .seconds(600) {
      while answers.popDue(at: now) != nil { window.wasAnswered(at: now) }
      if window.count(at: now) < limit {
        window.left()
        let wait = Duration.milliseconds(dice.pick([0, 1, 50, 900, 20_000, 59_000]))
        answers.insert((), due: now + wait)
        arrivals.append(now + wait * dice.pick([0, 1, dice.roll()]))
      } else {
        let fall = window.nextFall ?? .start + .seconds(600)
        let soonest = min(answers.earliest ?? fall, fall)
        now = max(soonest, now) + .nanoseconds(dice.pick([0, 0, 1, 40_000_000]))
      }
    }
    return arrivals.sorted()
  }

  /// The fullest half-open stretch of a minute begins with some arrival.
  private func mostWithinAMinute(of arrivals: [Uptime]) -> Int {
    arrivals.map { first in
      arrivals.count { first <= $0 && $0 < first + .seconds(60) }
    }.max() ?? 0
  }
}
