import Spool
import Testing

@Suite struct `The pacing of polls` {
  private let model = ModelName("vidu/image-to-video-2.0")

  @Test func `lets as many leave in a second as the limit says`() {
    var pacing = PollPacing()
    pacing.set([.account: Limits(pollsPerSecond: 2)], at: .start)

    for _ in 0..<2 {
      #expect(pacing.wait(.account, at: .start) == nil)
      pacing.left(model)
      pacing.wasAnswered(model, at: .start)
    }

    #expect(pacing.wait(.account, at: .start) == .start + .seconds(1))
    #expect(pacing.wait(.account, at: .start + .seconds(1)) == nil)
  }

  @Test func `waits longer than a second for less than one a second`() {
    var pacing = PollPacing()
    pacing.set([.model(model): Limits(pollsPerSecond: 0.5)], at: .start)
    pacing.left(model)
    pacing.wasAnswered(model, at: .start)

    #expect(pacing.wait(.model(model), at: .start + .seconds(1)) != nil)
    #expect(pacing.wait(.model(model), at: .start + .seconds(2)) == nil)
  }

  @Test func `goes on counting when another limit is changed`() {
    var pacing = PollPacing()
    pacing.set([.account: Limits(pollsPerSecond: 1)], at: .start)
    pacing.left(model)

    pacing.set(
      [.account: Limits(pollsPerSecond: 1), .model(model): Limits(pollsPerSecond: 9)], at: .start)

    #expect(pacing.wait(.account, at: .start) != nil)
  }

  @Test(arguments: [.leastNormalMagnitude, 1e-10, 1e19, .infinity, .greatestFiniteMagnitude])
  func `survives any number that SQL takes for a limit`(_ perSecond: Double) {
    var pacing = PollPacing()
    pacing.set([.account: Limits(pollsPerSecond: perSecond)], at: .start)

    #expect(pacing.wait(.account, at: .start) == nil)
    pacing.left(model)
    pacing.wasAnswered(model, at: .start + .seconds(86_400))
    #expect(pacing.wait(.account, at: .start + .seconds(86_400 * 2)) == nil)
  }
}

@Suite struct `When a limit of polls is changed` {
  private let model = ModelName("vidu/image-to-video-2.0")

  private func full(_ perSecond: Double) -> PollPacing {
    var pacing = PollPacing()
    pacing.set([.account: Limits(pollsPerSecond: perSecond)], at: .start)
    while pacing.wait(.account, at: .start) == nil {
      pacing.left(model)
      pacing.wasAnswered(model, at: .start)
    }
    return pacing
  }

  @Test(arguments: [(10.0, 9.0), (10, 1), (5, 5.5), (10, 0.5), (0.5, 10), (0.5, 0.25)])
  func `what has left counts under the new one`(_ before: Double, _ after: Double) {
    var pacing = full(before)
    pacing.set([.account: Limits(pollsPerSecond: after)], at: .start)
    #expect(pacing.wait(.account, at: .start) != nil)
  }

  @Test func `a raised one lets the difference leave at once`() {
    var pacing = full(4)
    pacing.set([.account: Limits(pollsPerSecond: 6)], at: .start)
    for _ in 0..<2 {
      #expect(pacing.wait(.account, at: .start) == nil)
      pacing.left(model)
    }
    #expect(pacing.wait(.account, at: .start) != nil)
  }

  @Test func `a new daemon takes it for used up by the one that died`() {
    var pacing = PollPacing()
    pacing.set([.account: Limits(pollsPerSecond: 10)], at: .start)
    pacing.assumeFull(at: .start)
    #expect(pacing.wait(.account, at: .start) == .start + .seconds(1))
    #expect(pacing.wait(.account, at: .start + .seconds(1)) == nil)
  }
}
