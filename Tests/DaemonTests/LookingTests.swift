import Daemon
import JSON
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

@Suite struct `A submission whose answer was lost` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.scriptLooks()
  }

  /// What the API's history shows from now on, and its bills.
  private func show(
    _ items: @escaping () -> String, bills: @escaping () -> Answer.Result = { noBills }
  ) {
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .history:
        (replied(200, #"{"data":{"page":1,"items":[\#(items())]}}"#), .milliseconds(5))
      case .billing: (bills(), .milliseconds(5))
      case .poll: (completed("p1"), .milliseconds(5))
      case .submit, .balance, .quote, .comparison, .bills, .place: nil
      }
    }
  }

  private func item(
    _ prediction: String, inputs: String? = exampleInput(of: ""), at moment: Timestamp? = nil
  ) -> String {
    let shown = inputs.map { #","inputs":\#($0)"# } ?? ""
    return #"{"id":"\#(prediction)","model":"wavespeed/kissing-pro","status":"processing","#
      + #""created_at":"\#((moment ?? rehearsal.clock.wall).rfc3339)"\#(shown)}"#
  }

  private func lose() throws -> AttemptID {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), lostOnTheWay)
    return attempt
  }

  private var looks: Int {
    rehearsal.network.sent.filter { if case .history = $0.exchange { true } else { false } }.count
  }

  @Test func `that the history shows is adopted, and brings its result`() throws {
    let made = item("p1")
    show { made }
    let attempt = try lose()
    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")

    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(try rehearsal.job(attempt.job).prediction == PredictionID("p1"))
    #expect(rehearsal.network.submissions == [attempt])
    #expect(try rehearsal.events(attempt.job).contains("adopted"))
    #expect(try rehearsal.job(attempt.job).error == nil)
  }

  @Test func `holds back its model until the first look, and no other`() throws {
    show { "" }
    let attempt = try lose()
    let same = try rehearsal.insert()
    let other = try rehearsal.insert("video-effects/live-memory")
    rehearsal.run(for: .milliseconds(900))

    #expect(rehearsal.network.submissions.map(\.job) == [attempt.job, other])
    #expect(try rehearsal.pauses() == ["wavespeed/kissing-pro looking"])
    rehearsal.answer(.submit(AttemptID(other, 1)), accepted("q"))
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.pauses() == [])
    #expect(
      try rehearsal.standing(same) == "queued - 0", "the lost one and the other hold both slots")
  }

  @Test func `that nothing shows is looked for five times, then held for a person`() throws {
    show { "" }
    let attempt = try lose()
    let next = try rehearsal.insert()
    try rehearsal.limit(inFlight: 1)
    let begun = rehearsal.clock.uptime
    rehearsal.run(for: .seconds(4000))

    let times = rehearsal.network.sent.compactMap { sent -> Int64? in
      guard case .history = sent.exchange else { return nil }
      return Int64(sent.at.since(begun).inSeconds.rounded())
    }
    #expect(times.count == 5)
    #expect(zip(times, [1, 16, 76, 376, 2176]).allSatisfy { abs($0 - $1) <= 2 }, "\(times)")
    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(
      try rehearsal.shell.text("SELECT needs_person FROM attempts")?.contains("5 looks") == true)
    #expect(rehearsal.network.submissions.last?.job == next, "its slot is given up")
    #expect(try rehearsal.events(attempt.job).filter { $0 == "searched" }.count == 5)
  }

  @Test func `is submitted once more after the last look where that is the policy`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('uncertain_policy', 'resubmit')")
    show { "" }
    let attempt = try lose()
    rehearsal.run(for: .seconds(4000))

    #expect(rehearsal.network.submissions == [attempt, AttemptID(attempt.job, 2)])
    #expect(
      try rehearsal.shell.text("SELECT outcome FROM attempts WHERE number = 1") == "given_up")
  }

  @Test func `is found behind a page that is shorter than was asked for`() throws {
    let made = item("p1")
    let others = (1...99).map { item("q\($0)", inputs: #"{"image":"https://other.test/a.png"}"#) }
    var pages = [others.joined(separator: ","), made, ""]
    show { pages.isEmpty ? "" : pages.removeFirst() }
    let attempt = try lose()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(looks == 3)
  }

  @Test func `that no trigger lets be recorded is looked for no more often than others`() throws {
    let made = item("p1")
    show { made }
    let attempt = try lose()
    try rehearsal.sql(
      """
      CREATE TRIGGER somebodys_own BEFORE UPDATE OF prediction_id ON jobs
      BEGIN SELECT RAISE(ABORT, 'not this one'); END
      """)
    rehearsal.run(for: .seconds(4000))

    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(looks == 10, "five looks of two pages")
    let why = try rehearsal.shell.text("SELECT needs_person FROM attempts") ?? ""
    #expect(why.contains("p1 is its own, and could not be recorded"))
  }

  @Test func `is a person's, not paid for again, where the history was not read to its end`() throws
  {
    try rehearsal.sql("INSERT INTO settings VALUES ('uncertain_policy', 'resubmit')")
    let other = #"{"image":"https://other.test/a.png"}"#
    let items = (1...100).map { item("q\($0)", inputs: other) }.joined(separator: ",")
    show { items }
    let attempt = try lose()
    rehearsal.run(for: .seconds(4000))

    #expect(rehearsal.network.submissions == [attempt])
    #expect(
      try rehearsal.shell.text("SELECT needs_person FROM attempts")?.contains("could read all")
        == true)
  }

  @Test func `takes none without inputs where the history was not read to its end`() throws {
    let other = item("q", inputs: #"{"image":"https://other.test/a.png"}"#)
    let items = ([item("p1", inputs: nil)] + Array(repeating: other, count: 99))
      .joined(separator: ",")
    show { items }
    let attempt = try lose()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
  }

  @Test func `is adopted though the history lists it on two pages`() throws {
    let made = item("p1", inputs: nil)
    show { Array(repeating: made, count: 3).joined(separator: ",") }
    let attempt = try lose()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `does not take a prediction that another job owns`() throws {
    let running = try rehearsal.running("p1")
    let made = item("p1")
    show { made }
    let attempt = try lose()
    rehearsal.run(for: .milliseconds(1500))

    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(try rehearsal.job(running.job).prediction == PredictionID("p1"))
  }

  @Test func `does not take a prediction that may be of an attempt that was given up`() throws {
    let lost = try lose()
    let other = exampleInput(of: "").replacing("}", with: #","prompt":"another"}"#)
    let attempt = AttemptID(try rehearsal.insert("wavespeed/kissing-pro", other), 1)
    let made = item("p1", inputs: nil)
    show { "" }
    rehearsal.run(for: .seconds(2))
    #expect(rehearsal.network.submissions == [lost, attempt])
    rehearsal.answer(.submit(attempt), lostOnTheWay)
    rehearsal.run(for: .seconds(2))

    // The person pays for the first once more; then its prediction appears.
    try rehearsal.settle(lost.job, .giveUp)
    show { made }
    rehearsal.run(for: .seconds(4000))

    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(
      try rehearsal.shell.text("SELECT needs_person FROM attempts WHERE outcome = 'uncertain'")
        == "several predictions could be its own")
  }

  @Test func `holds back its model no more once a person has settled it`() throws {
    rehearsal.network.script = { sent in
      if case .history = sent.exchange { (replied(502), .milliseconds(5)) } else { nil }
    }
    let attempt = try lose()
    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(5))
    #expect(rehearsal.network.submissions == [attempt])

    try rehearsal.settle(attempt.job, .giveUp)
    rehearsal.run(for: .seconds(5))

    #expect(rehearsal.network.submissions.last?.job == next)
  }

  @Test func `that a person settles between two lives holds back its model no more`() throws {
    rehearsal.network.script = { sent in
      if case .history = sent.exchange { (replied(502), .milliseconds(5)) } else { nil }
    }
    let attempt = try lose()
    try rehearsal.settle(attempt.job, .giveUp)
    let next = try rehearsal.insert()
    try rehearsal.restart()
    rehearsal.run(for: .seconds(5))

    #expect(rehearsal.network.submissions.last?.job == next)
  }

  @Test func `waits for a person where two predictions could be its own`() throws {
    let made = item("p1", inputs: nil) + "," + item("p2", inputs: nil)
    show { made }
    let attempt = try lose()
    rehearsal.run(for: .seconds(5))

    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(
      try rehearsal.shell.text("SELECT needs_person FROM attempts")
        == "several predictions could be its own")
  }

  @Test func `is found by its bill where the API has no history`() throws {
    let made = rehearsal.clock.wall.rfc3339
    show {
      ""
    } bills: {
      replied(
        200,
        #"{"data":{"page":1,"has_more":false,"items":[{"uuid":"u","billing_type":"deduct","#
          + #""price":0.3,"created_at":"\#(made)","prediction":{"uuid":"p1","#
          + #""model_uuid":"wavespeed/kissing-pro","status":"processing"}}]}}"#)
    }
    let attempt = try lose()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `keeps its model waiting while the history cannot be read`() throws {
    rehearsal.network.script = { sent in
      if case .history = sent.exchange { (replied(502), .milliseconds(5)) } else { nil }
    }
    let attempt = try lose()
    try rehearsal.insert()
    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions == [attempt])
    #expect((4...20).contains(looks))
    let made = item("p1")
    show { made }
    rehearsal.run(for: .seconds(400))
    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1", "it was made too late")
    #expect(rehearsal.network.submissions.count == 2)
  }

  /// The clock that dates replies may be another than the one that dates predictions.
  @Test(arguments: [Duration.seconds(-60), .seconds(175)])
  func `is found though its prediction is dated by another clock`(apart: Duration) throws {
    let made = item("p1", at: rehearsal.clock.wall + apart)
    let createdAt = (rehearsal.clock.wall + apart).rfc3339
    show { made }
    rehearsal.network.script = { [script = rehearsal.network.script] sent in
      guard case .history = sent.exchange, !sent.asksFor(createdAt) else { return script(sent) }
      return (replied(200, #"{"data":{"page":1,"items":[]}}"#), .milliseconds(5))
    }
    let attempt = try lose()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `is looked for by the next life too`() throws {
    let attempt = try rehearsal.submitted()
    let made = item("p1")
    show { made }
    try rehearsal.restart()
    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(rehearsal.network.submissions == [attempt])
  }

  /// Nobody answers the life that sends it after the clock was set: it cannot tell.
  @Test(arguments: [Duration.seconds(-3600), .seconds(3600)], [false, true])
  func `is found where it was sent, though the clock was set between two lives`(
    change: Duration, isSentAfter: Bool
  ) throws {
    let born = rehearsal.clock.uptime
    let timeAtAPI = { [clock = rehearsal.clock, wall = rehearsal.clock.wall] in
      wall + clock.uptime.since(born)
    }
    let refused = try rehearsal.submitted()
    rehearsal.answer(.submit(refused), replied(422, date: httpDate(timeAtAPI())))
    var attempt = isSentAfter ? refused : try rehearsal.submitted()
    rehearsal.clock.setWall(by: change)
    if isSentAfter {
      rehearsal.network.isScripted = { _ in true }
      try rehearsal.restart()
      attempt = try rehearsal.submitted()
    }
    let createdAt = timeAtAPI()
    let made = item("p1", at: createdAt)
    rehearsal.network.script = { sent in
      let shown = sent.asksFor(createdAt.rfc3339) ? made : ""
      let history = #"{"data":{"page":1,"items":[\#(shown)]}}"#
      return switch sent.exchange {
      case .history: (replied(200, history, date: httpDate(timeAtAPI())), .milliseconds(5))
      case .billing: (noBills, .milliseconds(5))
      case .poll: (completed("p1"), .milliseconds(5))
      case .submit, .balance, .quote, .comparison, .bills, .place: nil
      }
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(100))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `three in a row rest the account, and one probe at a time follows`() throws {
    show { "" }
    try rehearsal.limit(inFlight: 10)
    for model in ["wavespeed/kissing-pro", "video-effects/live-memory", "wavespeed-ai/veo2-i2v"] {
      for _ in 0..<3 { try rehearsal.insert(model) }
    }
    rehearsal.network.script = { [script = rehearsal.network.script] sent in
      if case .submit = sent.exchange { return (lostOnTheWay, .milliseconds(1)) }
      return script(sent)
    }
    rehearsal.run(for: .seconds(4))
    let atFirst = rehearsal.network.submissions.count
    #expect(try rehearsal.pauses().contains("account unsure"))

    rehearsal.run(for: .seconds(60))
    #expect(rehearsal.network.submissions.count <= atFirst + 5)
  }
}

extension ScriptedNetwork.Sent {
  /// Whether a prediction of that time is asked for.
  fileprivate func asksFor(_ createdAt: String) -> Bool {
    guard let question = try? JSON(parsing: request.body),
      let from = question["created_after"]?.string, let to = question["created_before"]?.string
    else { return false }
    return from <= createdAt && createdAt <= to
  }
}

private let noBills = replied(200, #"{"data":{"page":1,"has_more":false,"items":[]}}"#)
