import Spool
import Testing

@Suite struct `A model that only fails` {
  private let model = ModelName("vidu/image-to-video-2.0")

  private func fail(
    _ breaker: inout Breaker, _ times: Int, during rest: Pause? = nil, at now: Timestamp = .start
  ) -> Pause? {
    var rest = rest
    for _ in 0..<times {
      rest = breaker.sawFailure(of: model, .example, during: rest, at: now) ?? rest
    }
    return rest
  }

  @Test func `is rested after the fifth failure in a row, and not before`() {
    var breaker = Breaker()
    #expect(fail(&breaker, 4) == nil)

    let rest = fail(&breaker, 1)

    #expect(rest?.scope == .model(model))
    #expect(rest?.reason == .failing)
    #expect(rest?.until == .start + .seconds(30))
    #expect(rest?.detail == Refusal.example.message)
  }

  @Test func `starts counting anew with each completion`() {
    var breaker = Breaker()
    for _ in 0..<20 {
      #expect(fail(&breaker, 4) == nil)
      breaker.sawCompletion()
    }
  }

  @Test func `is rested ever longer, up to ten minutes, by each probe that fails`() {
    var breaker = Breaker()
    var rest = fail(&breaker, 5)
    var waits: [Int64] = []

    for _ in 0..<7 {
      let now = rest?.until ?? .start
      rest = breaker.sawFailure(of: model, .example, during: rest, at: now)
      waits.append(((rest?.until ?? now).milliseconds - now.milliseconds) / 1000)
    }

    #expect(waits == [60, 120, 240, 480, 600, 600, 600])
    #expect(rest?.since == .start)
  }

  @Test func `is not rested longer by what had been sent before its rest`() {
    var breaker = Breaker()
    let rest = fail(&breaker, 5)

    let later = fail(&breaker, 20, during: rest, at: .start + .seconds(29))

    #expect(later == rest)
  }

  @Test func `gets five more failures from a person who ends its rest`() {
    var breaker = Breaker()
    _ = fail(&breaker, 5)

    #expect(fail(&breaker, 4, at: .start + .seconds(1)) == nil)
    #expect(fail(&breaker, 1, at: .start + .seconds(1)) != nil)
  }
}
