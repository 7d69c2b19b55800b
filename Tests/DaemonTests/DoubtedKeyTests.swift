import Daemon
import Spool
import Testing

/// A refusal that may be about the key, or about one prediction or model alone: the balance tells.
@Suite struct `A key that is in doubt` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.isScripted = { $0 == .balance }
  }

  /// What polls, submissions and the balance are answered from now on.
  private func answers(
    polls: Answer.Result? = nil, submissions: Answer.Result? = nil, balance: Answer.Result
  ) {
    rehearsal.network.script = { sent in
      let answer =
        switch sent.exchange {
        case .poll: polls
        case .submit: submissions
        case .balance: balance
        case .history, .billing, .quote, .comparison, .bills, .place: nil as Answer.Result?
        }
      return answer.map { ($0, after: .milliseconds(5)) }
    }
  }

  private let fine = replied(200, #"{"data":{"balance":5}}"#)

  private func pausesEver() throws -> Int64 {
    try rehearsal.count("SELECT count(*) FROM events WHERE kind = 'paused'")
  }

  @Test func `does not pause the account where one odd prediction's polls say 401`() throws {
    answers(balance: fine)
    _ = try rehearsal.running("odd")
    answers(polls: replied(401), balance: fine)
    let before = rehearsal.network.balanceRequests.count

    let turns = rehearsal.run(for: .seconds(3600))

    #expect(try pausesEver() == 0)
    let asked = rehearsal.network.balanceRequests.count - before
    #expect(asked > 0 && asked < 15, "\(asked) balance requests in an hour")
    #expect(turns < 2000)
    _ = try rehearsal.submitted()
  }

  @Test func `pauses the account where polls say 401 and the balance does too`() throws {
    answers(balance: fine)
    let attempt = try rehearsal.running("p1")
    answers(polls: replied(401), balance: replied(401, #"{"message":"invalid key"}"#))
    rehearsal.run(for: .seconds(10))
    #expect(try rehearsal.pauses() == ["account key"])
    try rehearsal.insert()
    rehearsal.run(for: .seconds(25))
    #expect(rehearsal.network.submissions == [attempt])

    answers(polls: nil, balance: fine)
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.pauses() == [])
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `is asked about anew where the balance was not answered`() throws {
    answers(balance: fine)
    _ = try rehearsal.running("p1")
    let gone = Answer.Result.failed("connection reset", mayHaveArrived: true)
    answers(polls: replied(401), balance: gone)
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.pauses() == [])

    answers(polls: replied(401), balance: replied(401))
    rehearsal.run(for: .seconds(120))
    #expect(try rehearsal.pauses() == ["account key"])
  }

  @Test(arguments: [401, 403])
  func `pauses the account after a 403 where the balance is refused as well`(status: Int) throws {
    answers(submissions: replied(403, #"{"message":"no"}"#), balance: replied(status))
    let first = try rehearsal.submitted()
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.pauses() == ["account key", "wavespeed/kissing-pro permission"])

    try rehearsal.insert("video-effects/live-memory")
    rehearsal.run(for: .seconds(100))
    #expect(rehearsal.network.submissions == [first])

    answers(balance: fine)
    rehearsal.run(for: .seconds(200))
    #expect(try rehearsal.pauses() == ["wavespeed/kissing-pro permission"])
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `is asked about at each 403 of a submission, and leaves the account alone`() throws {
    answers(submissions: replied(403), balance: fine)
    for model in ["wavespeed/kissing-pro", "video-effects/live-memory"] {
      let before = rehearsal.network.balanceRequests.count
      try rehearsal.insert(model)
      rehearsal.run(for: .seconds(1))
      #expect(rehearsal.network.balanceRequests.count > before)
    }
    #expect(try rehearsal.pauses().count == 2)
    #expect(try rehearsal.pauses().allSatisfy { $0.hasSuffix(" permission") })
  }
}
