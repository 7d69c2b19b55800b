import Daemon
import Spool
import SQLite
import Store
import Testing
import WaveSpeed

@Suite struct `A price that has to be asked for` {
  let rehearsal: Rehearsal
  private let told = replied(200, #"{"data":{"price":0.4,"currency":"USD"}}"#)

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.isScripted = { if case .quote = $0 { true } else { false } }
    try rehearsal.limit(inFlight: 1000)
    try rehearsal.sql("INSERT INTO budgets (scope, per_day_usd) VALUES ('', 1000)")
  }

  private var paid: [JobID] { rehearsal.network.submissions.map(\.job) }

  private func waits(_ job: JobID) throws -> WaitReason? { try rehearsal.job(job).waitsFor }

  private var questions: Int {
    rehearsal.network.sent.filter { if case .quote = $0.exchange { true } else { false } }.count
  }

  private func answer(quotes: @escaping () -> Answer.Result, after wait: Duration) {
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .quote: (quotes(), after: wait)
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(1))
      case .balance: (replied(200, #"{"data":{"balance":100}}"#), after: .milliseconds(1))
      case .poll, .history, .billing, .comparison, .bills, .place: nil
      }
    }
  }

  @Test(arguments: [
    notSent, lostOnTheWay, replied(500), replied(502, "<html>"), replied(429), replied(401),
  ])
  func `is asked again when the question was lost, and its job goes`(trouble: Answer.Result) throws
  {
    var troubles = 3
    answer(
      quotes: {
        troubles -= 1
        return troubles >= 0 ? trouble : told
      }, after: .milliseconds(1))
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    #expect(try waits(job) == .quote)
    #expect(questions == 1, "not in a tight loop")

    rehearsal.run(for: .seconds(600))
    #expect(paid == [job])
    #expect(questions == 4)
  }

  @Test func `and that is throttled waits as long as the API asks`() throws {
    answer(quotes: { replied(429, retryAfter: "600") }, after: .milliseconds(1))
    try rehearsal.insert()
    rehearsal.run(for: .seconds(590))
    #expect(questions == 1)
    rehearsal.run(for: .seconds(20))
    #expect(questions == 2)
  }

  @Test func `is asked again an hour after the API would not say`() throws {
    var price = replied(404)
    answer(quotes: { price }, after: .milliseconds(1))
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    #expect(try waits(job) == .unknownPrice)

    price = told
    rehearsal.run(for: .seconds(3500))
    #expect(paid.isEmpty)
    rehearsal.run(for: .seconds(200))
    #expect(paid == [job])
  }

  @Test(arguments: [
    #"{"data":{"price":0}}"#, #"{"data":{"price":0,"discounted_price":0}}"#,
  ])
  func `and is said to be nothing is unknown, and no budget is passed by`(body: String) throws {
    answer(quotes: { replied(200, body) }, after: .milliseconds(1))
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(10))

    #expect(try waits(job) == .unknownPrice)
    #expect(paid.isEmpty)
  }

  @Test func `is asked again by a new daemon whose database has forgotten the answer`() throws {
    answer(quotes: { replied(404) }, after: .milliseconds(1))
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    #expect(try waits(job) == .unknownPrice)

    try rehearsal.sql("DELETE FROM quotes")
    answer(quotes: { told }, after: .milliseconds(1))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(5))
    #expect(paid == [job])
  }

  @Test func `lets all of them go once it is told, however many waited`() throws {
    answer(quotes: { told }, after: .seconds(5))
    for _ in 0..<450 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(4))
    #expect(paid.isEmpty)

    rehearsal.run(for: .seconds(20))
    #expect(paid.count == 450)
    #expect(questions == 1)
  }
}
