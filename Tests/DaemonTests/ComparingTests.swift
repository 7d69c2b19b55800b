import Daemon
import JSON
import Media
import SQLite
import Spool
import Store
import Testing
import WaveSpeed

@Suite struct `A restored database that is compared with the API's history` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.isScripted = { if case .comparison = $0 { true } else { false } }
  }

  /// A job waits, the database lies behind, and the history shows these pages.
  private func compare(with pages: [[String]]) throws {
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'behind')")
    try rehearsal.insert()
    var page = 0
    rehearsal.network.script = { sent in
      guard case .comparison = sent.exchange else { return nil }
      let items = pages[min(page, pages.count - 1)].joined(separator: ",")
      page += 1
      return (replied(200, #"{"data":{"page":\#(page),"items":[\#(items)]}}"#), .milliseconds(5))
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(10))
  }

  private func expectAPersonIsWaitedFor(_ words: String) throws {
    #expect(rehearsal.network.submissions.isEmpty)
    let detail = try rehearsal.shell.text("SELECT detail FROM pauses WHERE reason = 'behind'")
    #expect(detail?.contains(words) == true, "\(detail ?? "no pause")")
  }

  @Test func `goes on when the history shows nothing that it does not know`() throws {
    try compare(with: [[]])

    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.pauses().isEmpty)
  }

  @Test func `waits for a person where a prediction is shown without its model`() throws {
    try compare(with: [[#"{"id":"p1","status":"completed"}"#]])

    try expectAPersonIsWaitedFor("belong to no job here (table orphans): 1")
    #expect(try rehearsal.shell.text("SELECT prediction_id FROM orphans") == "p1")
  }

  @Test func `waits for a person where an entry names no prediction`() throws {
    try compare(with: [[#"{"model":"wavespeed/kissing-pro","status":"completed"}"#]])

    try expectAPersonIsWaitedFor("entries that name no prediction: 1")
  }

  @Test func `finds what is behind a page that is shorter than was asked for`() throws {
    let known = try rehearsal.running("p1")
    let one = #"{"id":"p1","model":"wavespeed/kissing-pro"}"#
    let own =
      #"{"id":"p2","model":"wavespeed/kissing-pro","status":"processing","#
      + #""inputs":\#(exampleInput(of: ""))}"#
    try compare(with: [[one], [own], []])

    #expect(rehearsal.network.submissions == [known])
    #expect(try rehearsal.pauses().isEmpty)
    #expect(try rehearsal.shell.text("SELECT prediction_id FROM jobs WHERE id = 2") == "p2")
  }

  @Test func `counts what it finds in the budgets, at the price that is known`() throws {
    try rehearsal.sql(
      """
      INSERT INTO pauses (scope, reason) VALUES ('', 'behind');
      INSERT INTO budgets (scope, per_day_usd) VALUES ('', 0.15);
      """)
    let film = "wavespeed-ai/open-video/image-to-video"
    let input = #"{"image":"https://example.com/a.png","prompt":"a","duration":5}"#  // ten cents
    for _ in 0..<2 {
      try rehearsal.sql("INSERT INTO jobs (model, input) VALUES ('\(film)', '\(input)')")
    }
    let (first, second) = (JobID(1), JobID(2))
    let item = #"{"id":"p1","model":"\#(film)","status":"processing","inputs":\#(input)}"#
    rehearsal.network.script = { sent in
      guard case .comparison = sent.exchange else { return nil }
      return (replied(200, #"{"data":{"items":[\#(item)]}}"#), .milliseconds(5))
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(first) == "running accepted 1")
    #expect(try rehearsal.shell.text("SELECT price_usd FROM attempts") == "0.1")
    #expect(try rehearsal.job(second).waitsFor == .budget)
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `waits for a person where the history is longer than what is read of it`() throws {
    let known = try rehearsal.running("p1")
    let one = #"{"id":"p1","model":"wavespeed/kissing-pro"}"#
    try compare(with: [Array(repeating: one, count: 100)])

    #expect(rehearsal.network.submissions == [known])
    let detail = try rehearsal.shell.text("SELECT detail FROM pauses WHERE reason = 'behind'")
    #expect(detail?.contains("was not read") == true)
  }

  @Test func `counts one that is listed on two pages once`() throws {
    let strangers = (1...100).map { #"{"id":"p\#($0)","model":"wavespeed/kissing-pro"}"# }
    try compare(with: [strangers, [strangers[99]]])

    try expectAPersonIsWaitedFor("(table orphans): 100;")
  }

  @Test func `looks at the whole week where its last deed is of tomorrow`() throws {
    _ = try rehearsal.running("p1")
    rehearsal.clock.setWall(by: .seconds(-86_400))
    try compare(with: [[]])

    let asked = try #require(
      rehearsal.network.sent.last { if case .comparison = $0.exchange { true } else { false } })
    let body = String(decoding: asked.request.body, as: UTF8.self)
    let week = (rehearsal.clock.wall - .seconds(7 * 86_400)).rfc3339.prefix(10)
    #expect(body.contains(week), "\(body)")
  }

  @Test func `asks by the API's clock where ours is ahead of it`() throws {
    _ = try rehearsal.running("p1")
    try rehearsal.sql("UPDATE daemon SET api_ahead_ms = -7200000, api_ahead_epoch = 1")
    let before = rehearsal.clock.wall - .seconds(7200)
    try compare(with: [[]])

    let asked = try #require(
      rehearsal.network.sent.first { if case .comparison = $0.exchange { true } else { false } })
    let body = try #require(try JSON(parsing: asked.request.body)["created_after"]?.string)
    #expect(body < before.rfc3339, "\(body)")
  }

  @Test func `waits for a person where what it found cannot be recorded`() throws {
    try rehearsal.sql(
      """
      CREATE TRIGGER somebodys_own BEFORE UPDATE OF prediction_id ON jobs
      WHEN NEW.prediction_id IS NOT NULL
      BEGIN SELECT RAISE(ABORT, 'not this one'); END
      """)
    let own =
      #"{"id":"p1","model":"wavespeed/kissing-pro","status":"processing","#
      + #""inputs":\#(exampleInput(of: ""))}"#
    try compare(with: [[own], []])

    try expectAPersonIsWaitedFor("belong to no job here (table orphans): 1")
  }

  @Test func `has not to be told twice what belongs to nobody`() throws {
    try rehearsal.sql("INSERT INTO orphans (prediction_id, model) VALUES ('p1', 'a/b')")
    try compare(with: [[#"{"id":"p1","model":"a/b","status":"completed"}"#]])

    #expect(rehearsal.network.submissions.count == 1)
  }

  private func fallBehindAgain() throws {
    _ = try rehearsal.store.writing { () throws(SQLiteError) in
      try rehearsal.store.fallBehind(since: rehearsal.clock.wall, "restored")
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(10))
  }

  @Test func `waits for a person still when it falls behind before anybody has looked`() throws {
    try compare(with: [[#"{"id":"p1","model":"a/b","status":"completed"}"#], []])
    try fallBehindAgain()
    try expectAPersonIsWaitedFor("belong to no job here (table orphans): 1")

    try fallBehindAgain()  // by now the history shows it no more
    try expectAPersonIsWaitedFor("belong to no job here (table orphans): 1")
  }

  @Test func `gives what nobody has looked at to the job that it turns out to be of`() throws {
    let model = "wavespeed/kissing-pro"
    let input = #"{"image":"https://example.com/b.png"}"#
    let paid = #"{"id":"p1","model":"\#(model)","status":"processing","inputs":\#(input)}"#
    try compare(with: [[paid]])
    try expectAPersonIsWaitedFor("belong to no job here (table orphans): 1")

    let job = try rehearsal.insert(model, input)
    try fallBehindAgain()

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(try rehearsal.shell.text("SELECT count(*) FROM orphans") == "0")
    #expect(try rehearsal.pauses().isEmpty)
  }

  /// What the history shows of a job whose picture was uploaded.
  private func shown(_ id: String, _ prompt: String) -> String {
    """
    {"id":"\(id)","model":"wavespeed-ai/veo2-i2v","status":"processing",
     "inputs":{"image":"https://up.test/\(id).png","prompt":"\(prompt)","seed":-1}}
    """
  }

  private func insertWithPicture(_ pixel: UInt8, _ prompt: String) throws -> JobID {
    let picture = try rehearsal.keep([pixel])
    return try rehearsal.insert(
      "wavespeed-ai/veo2-i2v", #"{"image":"\#(picture.address)","prompt":"\#(prompt)"}"#)
  }

  @Test func `knows a job with a local picture again, whose address at the API it has forgotten`()
    throws
  {
    let job = try insertWithPicture(1, "a man bows")
    let other = try insertWithPicture(2, "a cat")
    try compare(with: [[shown("p1", "a man bows")]])

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(try rehearsal.standing(other) != "running accepted 1")
    #expect(try rehearsal.pauses().isEmpty)
  }

  @Test func `asks a person which of several jobs with local pictures was paid for`() throws {
    let jobs = [try insertWithPicture(1, "a man bows"), try insertWithPicture(2, "a man bows")]
    try compare(with: [[shown("p1", "a man bows")]])

    try expectAPersonIsWaitedFor("(table orphans): 1; of these some may be of jobs whose pictures")
    try expectAPersonIsWaitedFor(": \(jobs[0]), \(jobs[1]); look at them")
  }

  @Test func `waits for a person where a job may have been paid for before what any history shows`()
    throws
  {
    _ = try rehearsal.running("p1")
    rehearsal.turn.isStopping = true
    let waiting = try rehearsal.insert()
    try rehearsal.sql("UPDATE jobs SET created_at = '2026-04-01' WHERE id = \(waiting)")
    rehearsal.clock.setWall(by: .seconds(9 * 86_400))
    try compare(with: [[]])

    let detail = try rehearsal.shell.text("SELECT detail FROM pauses WHERE reason = 'behind'")
    #expect(detail?.contains("paid for more than 7 days ago, which no history shows: 1") == true)
  }

  @Test func `reads the history without inputs where it does not come with them`() throws {
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'behind')")
    try rehearsal.insert()
    rehearsal.network.script = { sent in
      guard case .comparison = sent.exchange else { return nil }
      let asksForInputs = String(decoding: sent.request.body, as: UTF8.self)
        .contains(#""include_inputs":true"#)
      return (
        asksForInputs ? .failed("too large", mayHaveArrived: true) : replied(200, nothing),
        .milliseconds(5)
      )
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(60))

    #expect(rehearsal.network.submissions.count == 1)
  }

  private let nothing = #"{"data":{"page":1,"items":[]}}"#
}
