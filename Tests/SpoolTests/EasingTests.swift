import Spool
import Testing

@Suite struct `After a 429 the in-flight limit` {
  private func limits(_ inFlight: Int?, now: Int? = nil) -> Limits {
    Limits(inFlight: inFlight, inFlightForNow: now)
  }

  @Test(
    arguments: [
      (10, nil, 0, 5), (3, nil, 0, 1), (1, nil, 0, 1), (0, nil, 0, 1), (nil, nil, 9, 4),
      (nil, nil, 0, 1), (10, 6, 0, 3), (nil, 6, 9, 3),
    ] as [(Int?, Int?, Int, Int)])
  func `is half of what it was, and of what is in flight where there is none`(
    _ configured: Int?, _ now: Int?, _ inFlight: Int, _ halved: Int
  ) {
    var easing = Easing()

    let lowered = easing.refused(
      leaving: .start, under: limits(configured, now: now), inFlight: inFlight,
      at: .start + .seconds(1))

    #expect(lowered == halved)
  }

  @Test func `is lowered once by all refusals of one burst, and again by the next`() {
    var easing = Easing()
    let burst = Uptime.start
    let first = easing.refused(
      leaving: burst, under: limits(8), inFlight: 8, at: burst + .seconds(1))
    let second = easing.refused(
      leaving: burst, under: limits(8, now: 4), inFlight: 8, at: burst + .seconds(9))
    let next = easing.refused(
      leaving: burst + .seconds(60), under: limits(8, now: 4), inFlight: 4,
      at: burst + .seconds(61))

    #expect(first == 4)
    #expect(second == nil)
    #expect(next == 2)
  }

  @Test func `rises by one for each full window of successes, and is lifted at the configured one`()
  {
    var easing = Easing()
    var now: Int? = easing.refused(leaving: .start, under: limits(5), inFlight: 5, at: .start)
    var history: [Int?] = [now]

    for _ in 0..<9 {
      switch easing.accepted(leaving: .start + .seconds(1), under: limits(5, now: now)) {
      case .none: break
      case .raised(let limit): now = limit
      case .lifted: now = nil
      }
      history.append(now)
    }

    #expect(history == [2, 2, 3, 3, 3, 4, 4, 4, 4, nil])
  }

  @Test func `starts its window anew with each refusal`() {
    var easing = Easing()
    func accept() -> Easing.Change {
      easing.accepted(leaving: .start + .seconds(3), under: limits(8, now: 2))
    }
    #expect(accept() == .none)

    #expect(
      easing.refused(
        leaving: .start + .seconds(1), under: limits(8, now: 4), inFlight: 4,
        at: .start + .seconds(2)) == 2)

    #expect(accept() == .none)
    #expect(accept() == .raised(to: 3))
  }

  @Test func `is not raised by what left before it was lowered`() {
    var easing = Easing()
    _ = easing.refused(leaving: .start, under: limits(2), inFlight: 2, at: .start + .seconds(1))

    for _ in 0..<5 {
      #expect(easing.accepted(leaving: .start, under: limits(2, now: 1)) == .none)
    }
  }

  @Test func `goes on rising from where it was after a restart`() {
    var easing = Easing()
    #expect(easing.accepted(leaving: .start, under: limits(nil, now: 1)) == .raised(to: 2))
  }

  @Test func `never lets more through than a person has configured since`() {
    #expect(limits(3, now: 5).inFlightNow == 3)
    #expect(limits(nil, now: 5).inFlightNow == 5)
    #expect(limits(3).inFlightNow == 3)
    #expect(limits(nil).inFlightNow == nil)

    var pacing = Pacing(limits: [.account: limits(3, now: 1)])
    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start) == 1)
  }
}
