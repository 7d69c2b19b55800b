import Spool
import Testing

@Suite struct `The pace of turns` {
  /// When each of so many turns is taken, if something always waits for one.
  private func takeTurns(_ count: Int, after quiet: Duration = .zero) -> [Duration] {
    var pace = TurnPace()
    for _ in 0..<1000 { pace.tookTurn(at: .start) }
    let begin = Uptime.start + .seconds(100) + quiet
    var now = begin
    return (0..<count).map { _ in
      now = now + (pace.rest(at: now) ?? .zero)
      pace.tookTurn(at: now)
      return now.since(begin)
    }
  }

  @Test func `lets what little there is to do be done at once`() {
    #expect(takeTurns(40).allSatisfy { $0 == .zero })
  }

  @Test func `lets answers gather for ten milliseconds while they come without end`() {
    let turns = takeTurns(1040)
    #expect(zip(turns[40...], turns[41...]).allSatisfy { $0.1 - $0.0 == .milliseconds(10) })
  }

  @Test func `never asks for a longer rest than that`() {
    var pace = TurnPace()
    for _ in 0..<41 { pace.tookTurn(at: .start) }
    #expect(pace.rest(at: .start) == .milliseconds(10))
    #expect(pace.rest(at: .start + .milliseconds(10)) == nil)
  }

  @Test func `forgets what was long ago`() {
    #expect(takeTurns(40, after: .seconds(3600)).allSatisfy { $0 == .zero })
  }
}
