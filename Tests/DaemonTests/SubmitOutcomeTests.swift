import Daemon
import JSON
import Spool
import SQLite
import Store
import Testing
import WaveSpeed

/// What one answer to a submission must leave behind.
struct OutcomeRow: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let answer: Answer.Result

  /// Status of the job, outcome of the attempt, attempts used.
  let standing: String
  let event: String
  let pause: String?

  init(
    _ description: String, _ answer: Answer.Result, _ standing: String, event: String,
    pause: String? = nil
  ) {
    testDescription = description
    self.answer = answer
    self.standing = standing
    self.event = event
    // Until the history has been looked at, a model with a lost answer submits nothing.
    self.pause = standing.hasPrefix("uncertain") ? "\(kissing) looking" : pause
  }
}

private let kissing = "wavespeed/kissing-pro"

private func envelope(_ code: Int, _ message: String = "no") -> String {
  #"{"code":\#(code),"message":"\#(message)"}"#
}

private let rows: [OutcomeRow] =
  [
    OutcomeRow(
      "refused connection", notSent, "queued not_sent 0", event: "not_sent",
      pause: "account unreachable"),
    OutcomeRow("reset after sending", lostOnTheWay, "uncertain uncertain 1", event: "uncertain"),
    OutcomeRow("200 with an id", accepted("p1"), "running accepted 1", event: "accepted"),
    OutcomeRow(
      "201 with an id", replied(201, #"{"data":{"id":"p1"}}"#), "running accepted 1",
      event: "accepted"),
    OutcomeRow(
      "an id beside an error code", replied(200, #"{"code":500,"data":{"id":"p1"}}"#),
      "running accepted 1", event: "accepted"),
    OutcomeRow(
      "200 without an id", replied(200, #"{"code":200,"data":{"id":""}}"#),
      "uncertain uncertain 1", event: "uncertain"),
    OutcomeRow(
      "200 and no JSON", replied(200, "<html>"), "uncertain uncertain 1", event: "uncertain"),
    OutcomeRow("200 and nothing", replied(200), "uncertain uncertain 1", event: "uncertain"),
    OutcomeRow(
      "400", replied(400, envelope(400)), "failed rejected 0", event: "rejected"),
    OutcomeRow(
      "400 about missing money", replied(400, envelope(400, "Insufficient credits")),
      "queued rejected 0", event: "rejected", pause: "account credit"),
    OutcomeRow(
      "400 with code 1407", replied(400, #"{"code":400,"message":"x","data":{"code":1407}}"#),
      "queued rejected 0", event: "rejected", pause: "account credit"),
    OutcomeRow(
      "401", replied(401, envelope(401)), "queued rejected 0", event: "rejected",
      pause: "account key"),
    OutcomeRow(
      "402", replied(402), "queued rejected 0", event: "rejected", pause: "account credit"),
    OutcomeRow(
      "403", replied(403), "queued rejected 0", event: "rejected",
      pause: "\(kissing) permission"),
    OutcomeRow("408", replied(408), "uncertain uncertain 1", event: "uncertain"),
    OutcomeRow("425", replied(425), "uncertain uncertain 1", event: "uncertain"),
    OutcomeRow(
      "429", replied(429, envelope(429, "slow down")), "queued throttled 0",
      event: "throttled", pause: "\(kissing) throttled"),
    OutcomeRow(
      "429 about the account",
      replied(429, envelope(429, "You have reached your concurrency limit")),
      "queued throttled 0", event: "throttled", pause: "account throttled"),
    OutcomeRow(
      "200 with code 401", replied(200, envelope(401)), "queued rejected 0", event: "rejected",
      pause: "account key"),
    OutcomeRow(
      "200 with code 429", replied(200, envelope(429, "slow down")), "queued throttled 0",
      event: "throttled", pause: "\(kissing) throttled"),
    OutcomeRow(
      "200 with code 1200", replied(200, envelope(1200)), "failed rejected 0",
      event: "rejected"),
    OutcomeRow(
      "200 with code 1407", replied(200, envelope(1407)), "queued rejected 0",
      event: "rejected", pause: "account credit"),
    OutcomeRow(
      "200 with code 5003", replied(200, envelope(5003)), "uncertain uncertain 1",
      event: "uncertain"),
  ]
  + [404, 405, 409, 410, 413, 415, 418, 422, 451].map {
    OutcomeRow("\($0)", replied($0, envelope($0)), "failed rejected 0", event: "rejected")
  }
  + [301, 302, 307, 308, 500, 502, 503, 504, 520].map {
    OutcomeRow("\($0)", replied($0), "uncertain uncertain 1", event: "uncertain")
  }

@Suite struct `Each answer to a submission leaves the job where the outcome table says` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test(arguments: rows)
  func `the job, its attempt, the attempts used, the event and the pause`(row: OutcomeRow) throws {
    let attempt = try rehearsal.submitted()

    rehearsal.network.answer(.submit(attempt), row.answer)
    rehearsal.take()

    #expect(try rehearsal.standing(attempt.job) == row.standing)
    #expect(try rehearsal.events(attempt.job) == ["enqueued", "submitting", row.event])
    #expect(try rehearsal.pauses() == (row.pause.map { [$0] } ?? []))
  }

  @Test(arguments: rows)
  func `what may have been paid for is never sent again by itself`(row: OutcomeRow) throws {
    let attempt = try rehearsal.submitted()
    rehearsal.network.answer(.submit(attempt), row.answer)
    rehearsal.take()
    let mayBePaid = row.standing.hasSuffix("1")
    rehearsal.network.script = { _ in nil }

    rehearsal.run(for: .seconds(4000))

    let sent = rehearsal.network.submissions.count
    #expect(mayBePaid ? sent == 1 : sent <= 2)
  }

  @Test func `the answer's words and numbers stand in the job and in the ledger`() throws {
    let attempt = try rehearsal.submitted()

    rehearsal.answer(
      .submit(attempt), replied(400, #"{"code":400,"message":"bad image","data":{"code":1400}}"#))

    let job = try rehearsal.job(attempt.job)
    #expect(job.error == "bad image")
    #expect(job.errorCode == 1400)
    #expect(job.finishedAt != nil)
    #expect(
      try rehearsal.shell.text(
        "SELECT error || ' ' || error_code || ' ' || http_status || ' ' || (body IS NULL) FROM attempts"
      )
        == "bad image 1400 400 1")
  }

  @Test func `an answer that is already the result is recorded whole, without a poll`() throws {
    let attempt = try rehearsal.submitted()

    rehearsal.answer(.submit(attempt), completed("p1"))

    let job = try rehearsal.job(attempt.job)
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(job.outputs == ["https://cdn.test/a.mp4"])
    #expect(job.inferenceMilliseconds == 1234)
    #expect(job.nsfw == false)
    #expect(rehearsal.network.polls.isEmpty)
    #expect(
      try rehearsal.events(attempt.job) == ["enqueued", "submitting", "accepted", "completed"])
  }

  @Test func `an answer that is already a failure counts as paid and is tried anew`() throws {
    let attempt = try rehearsal.submitted()

    rehearsal.answer(.submit(attempt), failed("p1", code: 5000))
    #expect(try rehearsal.standing(attempt.job) == "queued failed 1")

    rehearsal.run(for: .seconds(10))
    #expect(rehearsal.network.submissions == [attempt, AttemptID(attempt.job, 2)])
  }

  @Test func `a prediction that another attempt owns makes the job uncertain, not lost`() throws {
    let owner = try rehearsal.running("p1")
    let other = try rehearsal.submitted()

    rehearsal.answer(.submit(other), accepted("p1"))

    #expect(try rehearsal.standing(owner.job) == "running accepted 1")
    #expect(try rehearsal.standing(other.job) == "uncertain uncertain 1")
    #expect(try rehearsal.job(other.job).prediction == nil)
    #expect(
      try rehearsal.count("SELECT body IS NOT NULL FROM attempts WHERE outcome = 'uncertain'") == 1)
  }
}
