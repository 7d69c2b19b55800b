import Daemon
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

@Suite struct `Money is reserved in the claim` {
  let rehearsal: Rehearsal
  private let film = "wavespeed-ai/open-video/image-to-video"

  init() throws {
    rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 100)
    rehearsal.network.isScripted = { if case .quote = $0 { true } else { false } }
    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else { return nil }
      return (accepted("p\(attempt.job)-\(attempt.number)"), after: .milliseconds(1))
    }
  }

  /// A film of so many seconds, at two cents each and ten at least.
  @discardableResult
  private func insert(seconds: Int = 5, maxPrice: String = "NULL") throws -> JobID {
    try rehearsal.sql(
      """
      INSERT INTO jobs (model, input, max_price_usd) VALUES ('\(film)',
        '{"image":"https://example.com/a.png","prompt":"a","duration":\(seconds)}', \(maxPrice))
      """)
    return JobID(rehearsal.shell.lastInsertRowID)
  }

  private func budget(_ perDay: String, scope: String = "") throws {
    try rehearsal.sql(
      "INSERT OR REPLACE INTO budgets (scope, per_day_usd) VALUES ('\(scope)', \(perDay))")
  }

  private var paid: [JobID] { rehearsal.network.submissions.map(\.job) }

  private func waits(_ job: JobID) throws -> WaitReason? { try rehearsal.job(job).waitsFor }

  @Test func `no two claims share the last dime, and tomorrow it goes on`() throws {
    try budget("0.25")
    let jobs = try (0..<5).map { _ in try insert() }
    rehearsal.run(for: .seconds(5))

    #expect(paid == Array(jobs[..<2]))
    #expect(try jobs[2...].allSatisfy { try waits($0) == .budget })
    rehearsal.run(for: .seconds(86_400))
    #expect(paid == Array(jobs[..<4]))
  }

  @Test func `a cheap job goes where a dear one waits`() throws {
    try budget("0.15")
    let dear = try insert(seconds: 20)
    let cheap = try insert()
    rehearsal.run(for: .seconds(2))

    #expect(paid == [cheap])
    #expect(try waits(dear) == .budget)
  }

  @Test func `what the API gives back can be spent again, and nothing else`() throws {
    try budget("0.10")
    let first = try insert()
    let second = try insert()
    rehearsal.run(for: .seconds(1))
    #expect(paid == [first])

    try rehearsal.sql("UPDATE jobs SET max_attempts = 1 WHERE id = \(first)")
    rehearsal.answer(.poll(AttemptID(first, 1)), failed("p\(first)-1", code: 1200))
    rehearsal.run(for: .seconds(5))
    #expect(paid == [first], "refused content is not refunded")
    try rehearsal.sql("DELETE FROM budgets")
    rehearsal.run(for: .seconds(1))
    #expect(paid == [first, second])
  }

  @Test func `a failure of the API's own gives its money back`() throws {
    try budget("0.10")
    let first = try insert()
    let second = try insert()
    try rehearsal.sql("UPDATE jobs SET max_attempts = 1 WHERE id = \(first)")
    rehearsal.run(for: .seconds(1))
    rehearsal.answer(.poll(AttemptID(first, 1)), failed("p\(first)-1", code: 5000))
    rehearsal.run(for: .seconds(5))

    #expect(paid == [first, second])
  }

  @Test func `a budget that is removed lets all of them go, however many waited`() throws {
    try rehearsal.limit(inFlight: 1000)
    try budget("0")
    for _ in 0..<450 { try insert() }
    let unknown = try rehearsal.insert()
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .quote: (replied(404), after: .milliseconds(1))
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(1))
      default: nil
      }
    }
    rehearsal.run(for: .seconds(5))
    #expect(paid.isEmpty)
    #expect(try waits(unknown) == .unknownPrice)

    try rehearsal.sql("DELETE FROM budgets")
    rehearsal.run(for: .seconds(5))
    #expect(paid.count == 451)
  }

  @Test func `a model without room hides nobody who has some`() throws {
    try rehearsal.limit(inFlight: 1000)
    try budget("0")
    try budget("0", scope: film)
    for _ in 0..<250 { try insert() }
    try rehearsal.sql(
      """
      INSERT INTO models (name, item, source) SELECT 'a/b',
        replace(item, name, 'a/b'), 'added' FROM models WHERE name = '\(film)'
      """)
    try rehearsal.sql(
      """
      INSERT INTO jobs (model, input) SELECT 'a/b', input FROM jobs LIMIT 1
      """)
    rehearsal.run(for: .seconds(5))
    #expect(paid.isEmpty)

    try rehearsal.sql("DELETE FROM budgets WHERE scope = ''")
    rehearsal.run(for: .seconds(5))
    #expect(paid == [JobID(251)])
  }

  @Test(
    arguments: [
      (replied(400, #"{"code":400,"message":"no"}"#), nil, "0.00"),
      (replied(400, #"{"code":1400,"message":"no"}"#), nil, "0.00"),
      (replied(200, #"{"code":1200,"message":"flagged"}"#), nil, "0.00"),
      (replied(422), nil, "0.00"),
      (replied(502), nil, "0.10"),
      (accepted("p"), 5000, "0.00"), (accepted("p"), 5004, "0.00"), (accepted("p"), 1403, "0.00"),
      (accepted("p"), 1200, "0.10"), (accepted("p"), 1400, "0.10"), (accepted("p"), 1402, "0.10"),
    ] as [(Answer.Result, Int?, String)])
  func `what was refused outright costs nothing, what was accepted only what is not given back`(
    answer: Answer.Result, failure: Int?, spent: String
  ) throws {
    rehearsal.network.script = { sent in
      guard case .submit = sent.exchange else { return nil }
      return (answer, after: .milliseconds(1))
    }
    let job = try insert()
    try rehearsal.sql("UPDATE jobs SET max_attempts = 1 WHERE id = \(job)")
    rehearsal.run(for: .seconds(1))
    if let failure {
      rehearsal.answer(.poll(AttemptID(job, 1)), failed("p", code: failure))
      rehearsal.run(for: .seconds(5))
    }

    let micros = try rehearsal.shell.integer(
      "SELECT CAST(round(total(spent_usd + pending_usd) * 1000000) AS INTEGER) FROM spending")
    #expect(Money(micros: micros ?? -1) == Money(text: spent))
  }

  @Test func `a price that a dead daemon had asked for is asked for again`() throws {
    try budget("1")
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    #expect(try waits(job) == .quote)
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .quote:
        (replied(200, #"{"data":{"price":0.4,"currency":"USD"}}"#), after: .milliseconds(1))
      case .submit: (accepted("p"), after: .milliseconds(1))
      default: nil
      }
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(5))

    #expect(paid == [job])
  }

  @Test func `a budget that is removed while no daemon lives holds nobody`() throws {
    try budget("0")
    let job = try insert()
    rehearsal.run(for: .seconds(1))
    #expect(try waits(job) == .budget)
    try rehearsal.sql("DELETE FROM budgets")
    try rehearsal.restart()
    rehearsal.run(for: .seconds(5))

    #expect(paid == [job])
  }

  @Test func `a restart remembers what was spent`() throws {
    try budget("0.10")
    try insert()
    rehearsal.run(for: .seconds(1))
    try insert()
    try rehearsal.restart()
    rehearsal.run(for: .seconds(5))

    #expect(paid.count == 1)
  }

  @Test func `a job dearer than it may be waits until it may`() throws {
    let job = try insert(seconds: 10, maxPrice: "0.10")
    rehearsal.run(for: .seconds(2))
    #expect(paid.isEmpty)
    #expect(try waits(job) == .maxPrice)

    try rehearsal.sql("UPDATE jobs SET max_price_usd = 0.20 WHERE id = \(job)")
    rehearsal.run(for: .seconds(2))
    #expect(paid == [job])
    #expect(try rehearsal.job(job).price == Money(text: "0.20"))
  }

  @Test func `an unknown price is asked for where a budget watches, once for like inputs`() throws {
    try budget("1")
    let jobs = try (0..<3).map { _ in try rehearsal.insert() }
    rehearsal.run(for: .seconds(1))
    #expect(paid.isEmpty)
    #expect(try waits(jobs[0]) == .quote)

    let questions = rehearsal.network.sent.filter {
      if case .quote = $0.exchange { true } else { false }
    }
    #expect(questions.count == 1)
    rehearsal.answer(
      questions[0].exchange, replied(200, #"{"data":{"price":0.4,"currency":"USD"}}"#))
    rehearsal.run(for: .seconds(1))
    #expect(paid == Array(jobs[..<2]))
    #expect(try waits(jobs[2]) == .budget)
  }

  @Test func `a price that nobody tells waits for a person, who may allow it`() throws {
    try budget("1")
    let job = try rehearsal.insert()
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .quote: (replied(404), after: .milliseconds(1))
      case .submit: (accepted("p"), after: .milliseconds(1))
      default: nil
      }
    }
    rehearsal.run(for: .seconds(5))
    #expect(paid.isEmpty)
    #expect(try waits(job) == .unknownPrice)

    try rehearsal.sql("INSERT INTO settings VALUES ('unknown_price', 'allow')")
    rehearsal.run(for: .seconds(5))
    #expect(paid == [job])
  }

  @Test func `no sum of prices is too large to be counted`() throws {
    try budget("1000")
    try rehearsal.sql(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at, price_usd)
        SELECT 99, value, '\(film)', 1, 'given_up', '2026-04-01 12:00:00.000', price
        FROM json_each('[1,2,3,4]'), (SELECT 4.6e12 AS price)
      """)
    let job = try insert()
    rehearsal.run(for: .seconds(5))
    #expect(try waits(job) == .budget)
    #expect(!rehearsal.diary.text.contains("overflow"))

    for price in ["9e999", "1e300"] {
      try rehearsal.sql(
        "UPDATE attempts SET price_usd = \(price) WHERE job_id = 99 AND number % 2 = 0")
      try rehearsal.sql("UPDATE budgets SET per_day_usd = per_day_usd + 1")
      rehearsal.run(for: .seconds(5))
      #expect(paid.isEmpty)
    }
    try rehearsal.sql("DELETE FROM attempts WHERE job_id = 99")
    try rehearsal.sql("UPDATE budgets SET per_day_usd = 2000")
    rehearsal.run(for: .seconds(5))
    #expect(paid == [job])
  }

  @Test func `a submission that left before its price was known counts once it is`() throws {
    let first = try rehearsal.insert()
    rehearsal.run(for: .milliseconds(50))
    #expect(paid == [first])
    let question = try #require(
      rehearsal.network.sent.first { if case .quote = $0.exchange { true } else { false } })
    rehearsal.answer(question.exchange, replied(200, #"{"data":{"price":0.4,"currency":"USD"}}"#))
    try budget("0.5")
    let second = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.shell.text("SELECT price_usd FROM attempts") == "0.4")
    #expect(paid == [first])
    #expect(try waits(second) == .budget)
  }

  @Test func `without a budget an unknown price holds nothing up`() throws {
    let job = try rehearsal.insert()
    rehearsal.run(for: .milliseconds(50))

    #expect(paid == [job])
  }
}
