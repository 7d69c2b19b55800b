import Spool
import Testing

@Suite struct `The pacing of submissions` {
  private let vidu = ModelName("vidu/image-to-video-2.0")
  private let veo = ModelName("wavespeed-ai/veo2-i2v")

  @Test func `lets two be in flight on a new account`() {
    var pacing = Pacing()
    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start) == 2)

    pacing.sent(vidu)
    pacing.sent(veo)

    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start) == 0)
    #expect(pacing.room(.account, planned: 0, freed: 1, at: .start) == 1)
  }

  @Test func `does not hold up one model for another that is full`() {
    var pacing = Pacing(limits: [.model(vidu): Limits(inFlight: 1)])
    pacing.sent(vidu)

    #expect(pacing.room(.model(vidu), planned: 0, freed: 0, at: .start) == 0)
    #expect(pacing.room(.model(veo), planned: 0, freed: 0, at: .start) == nil)
  }

  @Test func `has no negative room after a limit was lowered`() {
    var pacing = Pacing(limits: [.account: Limits(inFlight: 5, perMinute: 5)])
    for _ in 0..<5 { pacing.sent(vidu) }

    pacing.set([.account: Limits(inFlight: 2, perMinute: 1)])

    #expect(pacing.room(.account, planned: 3, freed: 0, at: .start) == 0)
  }

  @Test func `counts a submission by the minute after its slot is free again`() {
    var pacing = Pacing(limits: [.account: Limits(inFlight: 9, perMinute: 2)])
    pacing.sent(vidu)
    pacing.wasAnswered(vidu, at: .start)
    pacing.released(vidu)

    #expect(pacing.inFlight(.account) == 0)
    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start + .seconds(59)) == 1)
    #expect(pacing.nextFall == .start + .seconds(60))
    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start + .seconds(60)) == 2)
  }

  @Test func `does not burst after a restart`() {
    var pacing = Pacing(limits: [.account: Limits(inFlight: 3, perMinute: 2)])
    pacing.inherits(vidu)
    pacing.remembers(vidu, at: .start)
    pacing.remembers(veo, at: .start)

    #expect(pacing.inFlight(.model(vidu)) == 1)
    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start + .seconds(10)) == 0)
  }

  @Test func `takes nothing away by limits of zero that are lifted again`() {
    var pacing = Pacing(limits: [.account: Limits(inFlight: 0)])
    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start) == 0)

    pacing.set([:])

    #expect(pacing.room(.account, planned: 0, freed: 0, at: .start) == nil)
  }
}
