import JSON
import TestSupport
import Testing

@Suite struct `Explaining a job` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  private func explain(_ id: Int64) throws -> String {
    let ended = try queue.run("explain", "\(id)")
    #expect(ended.code == 0)
    return ended.stdout
  }

  @Test func `a queued job without a daemon waits for one`() throws {
    let text = try explain(try queue.add("queued"))
    #expect(text.contains("No daemon serves this database") && text.contains("wavespoold"))
    #expect(text.contains("cost nothing so far: 0 of 3"))
  }

  @Test func `a queued job whose picture is not uploaded yet says that it waits for that`() throws {
    let digest = String(repeating: "ab", count: 32)
    try queue.sql(
      #"""
      INSERT INTO jobs (model, input)
      VALUES ('wavespeed/kissing-pro', '{"image":"\u006dedia:\#(digest)"}')
      """#)
    let text = try explain(1)
    #expect(text.contains("A picture of it is not at the API yet"))

    try queue.sql(
      """
      INSERT INTO uploads VALUES
        ('\(digest)', 'a', 'png', 1, 1, 1, 'u', datetime('now'), datetime('now', '+1 day'))
      """)
    #expect(try !explain(1).contains("not at the API yet"))
  }

  @Test func `a running job that no poll tells anything of says so, and its prediction`() throws {
    let id = try queue.add("running", outcome: "accepted", prediction: "p1")
    try queue.sql(
      """
      INSERT INTO events (job_id, kind, actor, detail)
      VALUES (\(id), 'progress', 'daemon', 'no poll is answered: the reply is larger than allowed')
      """)
    let text = try explain(id)
    #expect(text.contains("no poll was answered: the reply is larger than allowed"))
    #expect(text.contains("p1"))
  }

  @Test func `a limit is named with its number and the command that raises it`() throws {
    try queue.add("running", outcome: "accepted", prediction: "a")
    try queue.add("uncertain", outcome: "uncertain")
    let text = try explain(try queue.add("queued"))
    #expect(
      text.contains("limit of 2 predictions in flight is reached: 2 now; 1 of them uncertain"))
    #expect(text.contains("wavespool limit --in-flight 3"))
  }

  @Test func `a limit of its model is named as such`() throws {
    try queue.sql(
      "INSERT INTO limits (scope, in_flight, per_minute) VALUES ('wavespeed/kissing-pro', 1, 1)")
    try queue.add("running", outcome: "accepted", prediction: "a")
    let text = try explain(try queue.add("queued"))
    #expect(text.contains("Its model's limit of 1 prediction in flight"))
    #expect(text.contains("Its model's limit of 1 submission in any 60 seconds"))
    #expect(text.contains("wavespool limit wavespeed/kissing-pro --in-flight 2"))
    let other = try explain(try queue.add("queued", model: "wavespeed-ai/veo2-i2v"))
    #expect(!other.contains("limit of"))
  }

  /// What `explain` offers under these words, without the program's name.
  private func offer(_ effect: String, to id: Int64) throws -> String? {
    let commands = try queue.json("explain", "\(id)")["commands"]?.array ?? []
    return commands.first { $0["effect"]?.string?.contains(effect) == true }?["command"]?.string
  }

  @Test func `the offered limit lets the job go where a 429 lowered the limit`() throws {
    for id in ["a", "b", "c"] { try queue.add("running", outcome: "accepted", prediction: id) }
    let id = try queue.add("queued")
    try queue.sql("UPDATE limits SET in_flight = 10, in_flight_for_now = 2")

    #expect(try explain(id).contains("It goes on when 2 have ended"))
    #expect(try offer("before the 429", to: id) == "wavespool limit --in-flight 10")
    #expect(try queue.run("limit", "--in-flight", "10").code == 0)
    #expect(try !explain(id).contains("limit of"))

    try queue.sql("UPDATE limits SET in_flight = NULL, in_flight_for_now = 2")
    #expect(try offer("before the 429", to: id) == "wavespool limit --in-flight off")
  }

  @Test func `the offered limit lets the job go where more are in flight than it says`() throws {
    for id in ["a", "b", "c"] { try queue.add("running", outcome: "accepted", prediction: id) }
    let id = try queue.add("queued")
    try queue.sql("UPDATE limits SET in_flight = 1")
    #expect(try offer("raise that limit", to: id) == "wavespool limit --in-flight 4")

    try queue.sql("UPDATE limits SET in_flight = NULL, per_minute = 2")
    #expect(try offer("raise that limit", to: id) == "wavespool limit --per-minute 4")
  }

  @Test func `the next may leave when enough have left the minute, not when the first has`() throws
  {
    for (id, age) in [("a", 50), ("b", 40), ("c", 10)] {
      let job = try queue.add("completed", outcome: "completed", prediction: id)
      try queue.sql(
        """
        UPDATE attempts SET accepted_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-\(age) seconds')
        WHERE job_id = \(job)
        """)
    }
    try queue.sql("UPDATE limits SET per_minute = 1")
    let text = try explain(try queue.add("queued"))

    #expect(text.contains("1 submission in any 60 seconds is reached: 3 count"))
    let left = try #require(text.split(separator: "may leave in ").last?.prefix { $0.isNumber })
    #expect((Int(left) ?? 0) > 20, "the newest of the three counts for most of a minute yet")
  }

  @Test func `a limit of nothing has no end of its own`() throws {
    try queue.sql("UPDATE limits SET in_flight = 0, per_minute = 0")
    let text = try explain(try queue.add("queued"))
    #expect(text.contains("goes on when that limit is raised") && !text.contains("may leave in"))
  }

  @Test func `a pause is named with its reason and its remedy`() throws {
    try queue.sql("INSERT INTO pauses (scope, reason, detail) VALUES ('', 'credit', 'none left')")
    let text = try explain(try queue.add("queued"))
    #expect(text.contains("no credit is left (none left)") && text.contains("wavespool resume"))
  }

  @Test func `a comparison that was asked for is no old database, and nobody's to end`() throws {
    let id = try queue.add("queued")
    #expect(try queue.run("db", "reconcile").code == 0)

    for text in [try explain(id), try queue.run("status").stdout] {
      #expect(text.contains("must be compared with the API's history first"))
      #expect(text.contains("It lasts until wavespoold has compared it"))
      #expect(!text.contains("older than") && !text.contains("7d ago") && !text.contains("Since"))
    }
    #expect(try offer("end the pause", to: id) == nil, "'resume' would not end it")

    try queue.sql("UPDATE pauses SET step = 1")
    #expect(try offer("end the pause", to: id) == "wavespool resume")
    #expect(
      try queue.text("SELECT detail FROM events WHERE kind = 'paused'")
        == "the account: the database must be compared with the API's history first "
        + "('wavespool db reconcile' asked for it)")
  }

  @Test func `the line before it and its own time are told`() throws {
    try queue.sql(
      """
      INSERT INTO jobs (model, input, priority) VALUES ('wavespeed/kissing-pro', '{}', 5);
      INSERT INTO jobs (model, input) VALUES ('wavespeed/kissing-pro', '{}');
      INSERT INTO jobs (model, input, priority) VALUES ('wavespeed/kissing-pro', '{}', -1);
      INSERT INTO jobs (model, input, run_after)
        VALUES ('wavespeed/kissing-pro', '{}', datetime('now', '+90 minutes', '-10 seconds'));
      """)
    #expect(try explain(1).contains("No other job of its model comes before it"))
    #expect(try explain(3).contains("2 jobs of its model come before it"))
    #expect(try explain(4).contains("in 1h 29m"))
    #expect(try explain(4).contains("wavespool edit 4 --after 0"))
  }

  @Test func `an uncertain job is told how it can be settled`() throws {
    let id = try queue.add("uncertain", outcome: "uncertain", error: "cut")
    let text = try explain(id)
    #expect(text.contains("may have cost $0.40"))
    for way in ["--adopt PREDICTION", "--resubmit", "--give-up"] {
      #expect(text.contains("wavespool resolve \(id) \(way)"))
    }
  }

  @Test(arguments: [
    ("running", "accepted", "It has cost $0.40"), ("completed", "completed", "It has cost $0.40"),
    ("failed", "failed", "It has cost $0.40"),
    ("failed", "rejected", "cost nothing so far"), ("cancelled", "accepted", "runs on"),
    ("submitting", "sending", "may have cost $0.40"),
  ])
  func `money is told as far as it is known`(status: String, outcome: String, words: String) throws
  {
    let prediction = ["accepted", "completed", "failed"].contains(outcome) ? "p" : nil
    let id = try queue.add(status, outcome: outcome, prediction: prediction, error: "why")
    #expect(try explain(id).contains(words))
    let json = try queue.json("explain", "\(id)")
    #expect(json["status"]?.string == status && json["commands"]?.array?.isEmpty == false)
  }

  @Test func `what cannot be sent is not offered to be sent again`() throws {
    let id = try queue.add("failed", error: "image is missing")
    #expect(try offer("more times", to: id) == "wavespool retry \(id)")
    try queue.sql("UPDATE jobs SET input = '{}', revision = revision + 1")
    #expect(try offer("more times", to: id) == nil)
    #expect(try offer("a new job", to: id) == "wavespool enqueue wavespeed/kissing-pro --help")
    #expect(try explain(id).contains("Queued again as it is, it fails again: image is missing"))
  }

  @Test(arguments: [
    ("not saved: save_outputs is off", "wavespool config save_outputs on"),
    ("not saved: flagged, and nsfw is skip", "wavespool config nsfw save"),
  ])
  func `what a setting keeps from being saved is told with it`(reason: String, way: String) throws {
    let id = try queue.add("completed", outcome: "completed", prediction: "p")
    try queue.sql(
      """
      INSERT INTO outputs (job_id, position, url, status, error)
      VALUES (\(id), 0, 'https://example.com/', 'skipped', '\(reason)')
      """)
    #expect(try explain(id).contains("1 output \(reason)."))
    #expect(try offer("while the API has them", to: id) == way)
  }

  @Test func `what the API pays back has cost nothing`() throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", error: "why")
    try queue.sql("UPDATE attempts SET refunded = 1")
    let text = try explain(id)
    #expect(text.contains("pays 1 failed attempt back") && !text.contains("has cost"))
  }

  @Test func `a limit of money is named with its number`() throws {
    try queue.sql("INSERT INTO budgets (scope, per_day_usd) VALUES ('', 1)")
    try queue.add("completed", outcome: "completed", prediction: "p")
    let id = try queue.add("queued")
    try queue.sql("UPDATE jobs SET waits_for = 'budget', revision = 2 WHERE id = \(id)")
    let text = try explain(id)
    #expect(text.contains("It costs $0.40, and the account's budget of $1.00 a day has $0.60 left"))
    #expect(text.contains("at midnight UTC at the latest"))
    try queue.sql("UPDATE budgets SET per_day_usd = 0.3")
    #expect(try explain(id).contains("It never has room for that"))
    // What is spent today and what this costs.
    #expect(try explain(id).contains("wavespool budget --per-day 0.80"))
    try queue.sql("INSERT INTO budgets (scope, total_usd) VALUES ('wavespeed/kissing-pro', 0.2)")
    #expect(try explain(id).contains("its model's budget of $0.20 in total has $0.00 left"))
    #expect(try explain(id).contains("wavespool budget wavespeed/kissing-pro --total 0.80"))
    try queue.sql(
      "UPDATE jobs SET waits_for = 'max_price', max_price_usd = 0.1, revision = revision + 1 WHERE id = \(id)"
    )
    try queue.sql(
      "UPDATE jobs SET waits_for = 'max_price', revision = revision + 1 WHERE id = \(id)")
    #expect(try explain(id).contains("more than $0.10, its own limit"))
    #expect(try explain(id).contains("wavespool edit \(id) --max-price 0.40"))
  }

  @Test func `an uncertain job that is looked for holds its place, until when is told`() throws {
    let id = try queue.add("uncertain", outcome: "uncertain", error: "cut")
    #expect(try explain(id).contains("nobody looks for its prediction"))
    try queue.sql("UPDATE attempts SET looks = 5, needs_person = 'nothing was found in 5 looks'")
    #expect(try explain(id).contains("for a person to decide: nothing was found in 5 looks"))
    try queue.sql("UPDATE limits SET in_flight = 1")
    let other = try explain(try queue.add("queued"))
    #expect(!other.contains("limit of"), "it has given its place up")
  }

  @Test func `a job whose model waits for a look is offered nothing that is refused`() throws {
    let lost = try queue.add("uncertain", outcome: "uncertain")
    let id = try queue.add("queued")
    try queue.sql(
      "INSERT INTO pauses (scope, reason) VALUES ('\(QueueUnderTest.model)', 'looking')")
    let text = try explain(id)
    #expect(!text.contains("wavespool resume"))
    #expect(text.contains("until the history was looked at"))
    #expect(text.contains("'wavespool resolve \(lost)' settles it by hand"))
  }

  @Test func `a missing job is 3`() throws {
    #expect(try queue.run("explain", "9").code == 3)
  }
}
