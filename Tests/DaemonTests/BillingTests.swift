import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

@Suite struct `The API's bills` {
  let rehearsal: Rehearsal
  let bills: ScriptedBills

  init() throws {
    rehearsal = try Rehearsal()
    let bills = ScriptedBills()
    self.bills = bills
    rehearsal.network.isScripted = { $0 == .bills }
    rehearsal.network.script = { sent in
      guard sent.exchange == .bills else { return nil }
      return (bills.answer(sent.request), after: .milliseconds(5))
    }
  }

  private func charged() throws -> Int64 {
    try rehearsal.count("SELECT count(*) FROM attempts WHERE charged_usd IS NOT NULL")
  }

  private func givenBack() throws -> Int64 {
    try rehearsal.count("SELECT count(*) FROM attempts WHERE given_back_usd = 0.25")
  }

  private func failOneJob() throws {
    let attempt = try rehearsal.running("p1")
    try rehearsal.sql("UPDATE jobs SET max_attempts = 1")
    rehearsal.run(for: .seconds(60))
    rehearsal.answer(.poll(attempt), failed("p1"))
    #expect(try rehearsal.standing(attempt.job) == "failed failed 1")
  }

  @Test(arguments: [false, true])
  func `say what counts against a budget where nobody had said a price`(isSetBefore: Bool) throws {
    let budget = "INSERT INTO budgets (scope, total_usd) VALUES ('', 0.3)"
    _ = try rehearsal.running("p1")
    try rehearsal.sql("UPDATE attempts SET price_usd = NULL")
    if isSetBefore { try rehearsal.sql(budget) }
    bills.charges = [bill("deduct", "p1")]
    rehearsal.run(for: .seconds(5000))

    #expect(try charged() == 1)
    #expect(try rehearsal.shell.text("SELECT price_usd FROM attempts") == "0.25")
    if !isSetBefore { try rehearsal.sql(budget) }
    try rehearsal.sql(
      """
      INSERT INTO jobs (model, input) VALUES ('wavespeed-ai/open-video/image-to-video',
        '{"image":"https://example.com/a.png","prompt":"a","duration":5}')
      """)  // ten cents
    let next = JobID(rehearsal.shell.lastInsertRowID)
    rehearsal.run(for: .seconds(10))
    #expect(try rehearsal.job(next).waitsFor == .budget)
  }

  @Test func `show the refund of a day's last job, hours after it failed`() throws {
    try failOneJob()
    rehearsal.run(for: .seconds(10_500))
    bills.refunds = [bill("refund", "p1")]
    rehearsal.run(for: .seconds(5000))
    #expect(try givenBack() == 1)
  }

  @Test func `show it too where the daemon has been started anew meanwhile`() throws {
    try failOneJob()
    try rehearsal.restart()
    rehearsal.run(for: .seconds(10_500))
    bills.refunds = [bill("refund", "p1")]
    rehearsal.run(for: .seconds(5000))
    #expect(try givenBack() == 1)
  }

  @Test func `are asked for again after a reading that failed`() throws {
    bills.isOut = true
    bills.charges = [bill("deduct", "p1")]
    _ = try rehearsal.running("p1")
    rehearsal.run(for: .seconds(3000))
    #expect(bills.asked == 1)
    bills.isOut = false
    rehearsal.run(for: .seconds(4000))
    #expect(try charged() == 1)
  }

  @Test func `are read no more once no refund can come`() throws {
    try failOneJob()
    rehearsal.run(for: .seconds(6 * 3600))
    let asked = bills.asked
    rehearsal.run(for: .seconds(24 * 3600))
    #expect(bills.asked == asked)
    #expect(asked < 15)
  }

  @Test func `count as read when all pages of them were, however many there are`() throws {
    let attempt = try rehearsal.running("p1")
    bills.charges = (1...4500).map { bill("deduct", "other\($0)") } + [bill("deduct", "p1")]
    rehearsal.run(for: .seconds(900))
    #expect(try charged() == 1)
    #expect(try rehearsal.count("SELECT bills_read_to IS NOT NULL FROM daemon") == 1)
    rehearsal.answer(.poll(attempt), completed("p1"))
  }

  @Test func `are not counted as read while pages of them are missing`() throws {
    _ = try rehearsal.running("p1")
    bills.charges = (1...4500).map { bill("deduct", "other\($0)") }
    bills.isOutFromPage = 30
    rehearsal.run(for: .seconds(2000))
    #expect(try rehearsal.count("SELECT bills_read_to IS NOT NULL FROM daemon") == 0)
  }

  @Test func `that never end are given up`() throws {
    _ = try rehearsal.running("p1")
    bills.charges = (1...100).map { bill("deduct", "other\($0)") }
    bills.ignoresPages = true
    rehearsal.run(for: .seconds(3000))
    #expect(bills.asked < 10)
  }
}

private func bill(_ kind: String, _ prediction: String) -> String {
  #"{"uuid":"\#(kind)-\#(prediction)","billing_type":"\#(kind)","price":0.25,"#
    + #""prediction":{"uuid":"\#(prediction)","model_uuid":"wavespeed/kissing-pro"}}"#
}

/// What the account was charged and paid back, 100 a page.
final class ScriptedBills {
  var charges: [String] = []
  var refunds: [String] = []
  var isOut = false
  var isOutFromPage = Int.max
  var ignoresPages = false
  private(set) var asked = 0

  func answer(_ request: APIRequest) -> Answer.Result {
    asked += 1
    let body = String(decoding: request.body, as: UTF8.self)
    let number = body.firstMatch(of: /"page":([0-9]+)/).flatMap { Int($0.1) } ?? 0
    guard !isOut, number < isOutFromPage else { return replied(503) }
    let all = body.contains("refund") ? refunds : charges
    let page = all.dropFirst(ignoresPages ? 0 : (number - 1) * 100).prefix(100)
    let hasMore = ignoresPages ? !all.isEmpty : all.count > number * 100
    return replied(
      200,
      #"{"data":{"page":\#(number),"has_more":\#(hasMore),"items":[\#(page.joined(separator: ","))]}}"#
    )
  }
}
