import Daemon
import Spool
import SQLite
import Store
import Testing
import WaveSpeed

@Suite struct `A prediction is asked after until its end` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private func answerPolls(_ answer: @escaping (ScriptedNetwork.Sent) -> Answer.Result) {
    rehearsal.network.script = { sent in
      guard case .poll = sent.exchange else { return nil }
      return (answer(sent), after: .milliseconds(5))
    }
  }

  private func seconds(_ start: Uptime) -> [Double] {
    rehearsal.network.sent.filter { if case .poll = $0.exchange { true } else { false } }
      .map { $0.at.since(start).inSeconds }
  }

  @Test func `first after two seconds, then ever later, never more than thirty apart`() throws {
    answerPolls { _ in predicted("p1", "processing") }
    _ = try rehearsal.running()
    let start = rehearsal.clock.uptime

    rehearsal.run(for: .seconds(1000))

    let times = seconds(start)
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
    #expect(times.first.map { (1.9...2.3).contains($0) } == true)
    #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $1 >= $0 - 0.1 })
    #expect(gaps.allSatisfy { $0 <= 30.1 })
    #expect(times.count < 70)
  }

  @Test func `the submission's own path decides the version that is asked`() throws {
    let attempt = try rehearsal.submitted("wavespeed/kissing-pro")
    rehearsal.answer(.submit(attempt), accepted("a/b c"))
    try rehearsal.sql(
      """
      INSERT INTO jobs (model, input) VALUES ('vidu/image-to-video-2.0',
        '{"image":"https://example.com/a.png","prompt":"x"}')
      """)
    rehearsal.run(for: .milliseconds(20))
    rehearsal.answer(
      .submit(try #require(rehearsal.network.submissions.last)), accepted("p2"))

    rehearsal.run(for: .seconds(3))

    #expect(
      rehearsal.network.sent.suffix(2).map(\.request.path).sorted() == [
        "/api/v2/predictions/p2/result", "/api/v3/predictions/a%2Fb%20c/result",
      ])
  }

  @Test func `processing and a word that nobody knows are noted once, and the end is recorded`()
    throws
  {
    var words = ["created", "processing", "processing", "dreaming", "dreaming", "processing"]
    answerPolls { _ in
      words.isEmpty ? completed("p1") : predicted("p1", words.removeFirst())
    }
    let attempt = try rehearsal.running()
    rehearsal.run(for: .seconds(100))

    let job = try rehearsal.job(attempt.job)
    #expect(job.status == .completed)
    #expect(job.startedAt != nil)
    #expect(job.outputs == ["https://cdn.test/a.mp4"])
    #expect(
      try rehearsal.events(attempt.job) == [
        "enqueued", "submitting", "accepted", "progress", "progress", "progress", "completed",
      ])
    #expect(try rehearsal.count("SELECT polls FROM attempts") == 7)
  }

  @Test(arguments: [
    replied(500), replied(502, "<html>"), replied(200, "{"), replied(200), replied(404),
    replied(400),
    replied(403), replied(200, #"{"code":200,"data":{"id":"another","status":"completed"}}"#),
    replied(200, #"{"code":200,"data":{"id":"p1"}}"#), notSent, lostOnTheWay,
  ])
  func `no trouble with polls fails a job`(trouble: Answer.Result) throws {
    var troubles = 200
    answerPolls { _ in
      troubles -= 1
      return troubles >= 0 ? trouble : completed("p1")
    }
    let attempt = try rehearsal.running()
    rehearsal.run(for: .seconds(3600))
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")

    troubles = 0
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `a poll that is never answered is not sent again beside itself`() throws {
    _ = try rehearsal.running()
    rehearsal.run(for: .seconds(500))
    #expect(rehearsal.network.polls.count == 1)
  }

  @Test func `polls that are throttled wait as long as the API asks`() throws {
    answerPolls { _ in replied(429, retryAfter: "100") }
    _ = try rehearsal.running()
    rehearsal.run(for: .seconds(95))
    #expect(rehearsal.network.polls.count == 1)
  }

  @Test func `404 more than seven days after acceptance loses the job, and frees its slot`() throws
  {
    try rehearsal.limit(inFlight: 1)
    answerPolls { _ in replied(404) }
    let attempt = try rehearsal.running()
    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    let almost = rehearsal.clock.wall - .seconds(7 * 86_400 - 60)
    try rehearsal.sql("UPDATE attempts SET accepted_at = '\(almost.sqlText)'")
    try rehearsal.restart()
    rehearsal.run(for: .seconds(50))
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")

    // Something that has not ended after a day is asked for once an hour, and of either version.
    rehearsal.run(for: .seconds(3 * 4000))
    #expect(try rehearsal.standing(attempt.job) == "failed failed 1")
    #expect(try rehearsal.job(attempt.job).error?.hasPrefix("lost") == true)
    #expect(rehearsal.network.submissions.last?.job == next)
  }

  @Test(arguments: ["a clock that is weeks ahead", "404s that are not in a row"])
  func `is not lost by`(what: String) throws {
    var answers = 0
    answerPolls { _ in
      answers += 1
      return what.hasPrefix("a clock") || answers % 3 != 0
        ? replied(404) : predicted("p1", "processing")
    }
    let attempt = try rehearsal.running()
    if what.hasPrefix("a clock") {
      try rehearsal.sql("UPDATE daemon SET heartbeat_at = '\(rehearsal.clock.wall.sqlText)'")
      rehearsal.clock.setWall(by: .seconds(30 * 86_400))
      rehearsal.network.serverAhead = .seconds(-30 * 86_400)
    } else {
      let long = rehearsal.clock.wall - .seconds(8 * 86_400)
      try rehearsal.sql("UPDATE attempts SET accepted_at = '\(long.sqlText)'")
    }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(12 * 4000))

    #expect(answers > 6)
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
  }

  @Test(arguments: ["DELETE FROM models", "UPDATE models SET item = replace(item, '/v2/', '/v3/')"])
  func `a prediction is found by the version that took it, whatever the catalog says by now`(
    change: String
  ) throws {
    let attempt = try rehearsal.submitted("vidu/image-to-video-2.0")
    rehearsal.answer(.submit(attempt), accepted("p1"))
    try rehearsal.sql(change)
    var words = ["processing", "processing", "processing"]
    answerPolls { sent in
      guard sent.request.path.hasPrefix("/api/v2/") else { return replied(404) }
      return words.popLast().map { predicted("p1", $0) } ?? completed("p1")
    }
    rehearsal.run(for: .seconds(300))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    let strays = rehearsal.network.sent.filter { $0.request.path.hasPrefix("/api/v3/pred") }
    #expect(strays.count == 2, "the other version is kept to once it knows")
  }

  @Test func `no second sees more polls than the limit, and none starves`() throws {
    try rehearsal.limit(inFlight: 100)
    try rehearsal.sql("UPDATE limits SET polls_per_second = 5")
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(1))
      case .poll(let attempt): (predicted("p\(attempt.job)", "created"), after: .milliseconds(30))
      default: nil
      }
    }
    for _ in 0..<60 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(60))

    let times = rehearsal.network.sent.filter { $0.request.purpose == .poll }.map(\.at)
    let most = times.map { first in
      times.count { $0 >= first && $0.since(first) < .seconds(1) }
    }.max()
    #expect(most == 5)
    #expect(Set(rehearsal.network.polls).count == 60)
  }

  @Test func `a model's own poll limit slows no other model`() throws {
    try rehearsal.limit(inFlight: 100)
    try rehearsal.sql(
      "INSERT INTO limits (scope, polls_per_second) VALUES ('wavespeed/kissing-pro', 0.1)")
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(1))
      case .poll(let attempt): (predicted("p\(attempt.job)", "created"), after: .milliseconds(30))
      default: nil
      }
    }
    for _ in 0..<5 { try rehearsal.insert() }
    let other = try rehearsal.insert("video-effects/live-memory")
    let turns = rehearsal.run(for: .seconds(59))

    let counts = Dictionary(grouping: rehearsal.network.polls) { $0.job == other }.mapValues(
      \.count)
    #expect(counts[false] == 6)
    #expect(counts[true].map { $0 > 8 } == true)
    #expect(turns < 2000)
  }
}
