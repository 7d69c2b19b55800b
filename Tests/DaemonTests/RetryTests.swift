import Daemon
import Spool
import Store
import Testing

@Suite struct `A failed prediction is tried again as often as was authorised` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.roll = 0.9
  }

  private func failEach(_ answer: @escaping (AttemptID) -> Answer.Result) {
    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else { return nil }
      return (answer(attempt), after: .milliseconds(1))
    }
  }

  @Test func `each try is a new attempt, later than the one before, and the last one ends it`()
    throws
  {
    failEach { failed("p\($0.number)", code: 5000, "it broke in way \($0.number)") }
    let job = try rehearsal.insert(maxAttempts: 4)
    rehearsal.run(for: .seconds(300))

    #expect(rehearsal.network.submissions == (1...4).map { AttemptID(job, $0) })
    let times = rehearsal.network.sent.map { $0.at }
    let gaps = zip(times, times.dropFirst()).map { Int64($1.since($0).inSeconds) }
    #expect(gaps == [4, 9, 18], "nine tenths of 5, 10 and 20 seconds")
    #expect(try rehearsal.standing(job) == "failed failed 4")
    #expect(try rehearsal.count("SELECT count(*) FROM attempts WHERE outcome = 'failed'") == 4)
    #expect(try rehearsal.job(job).error == "it broke in way 4")
    #expect(
      try rehearsal.events(job).filter { $0 != "submitting" && $0 != "accepted" } == [
        "enqueued", "retrying", "retrying", "retrying", "failed",
      ])
  }

  @Test func `a second try that succeeds leaves no error behind`() throws {
    failEach { $0.number == 1 ? failed("p1", code: 5004) : completed("p2") }
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(30))

    #expect(try rehearsal.standing(job) == "completed completed 2")
    #expect(try rehearsal.job(job).error == nil)
    #expect(try rehearsal.job(job).prediction == PredictionID("p2"))
  }

  @Test(arguments: [
    failed("p1", code: 1200), failed("p1", code: 1400), failed("p1", code: 1402),
    failed("p1", "The content was flagged by moderation"), predicted("p1", "cancelled"),
    predicted("p1", "deleted"), predicted("p1", "completed"),
  ])
  func `what cannot end otherwise is not paid for twice`(answer: Answer.Result) throws {
    failEach { _ in answer }
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(3000))

    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.standing(job) == "failed failed 1")
    #expect(try rehearsal.job(job).error?.isEmpty == false)
  }

  @Test func `one attempt means one`() throws {
    failEach { _ in failed("p1", code: 5000) }
    let job = try rehearsal.insert(maxAttempts: 1)
    rehearsal.run(for: .seconds(3000))
    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.standing(job) == "failed failed 1")
  }

  @Test func `a restart in the middle of a backoff neither hastens nor forgets the next try`()
    throws
  {
    rehearsal.roll = 0.99
    failEach { failed("p\($0.number)", code: 5000) }
    let job = try rehearsal.insert(maxAttempts: 2)
    rehearsal.run(for: .seconds(2))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(2))
    #expect(rehearsal.network.submissions.count == 1)
    rehearsal.run(for: .seconds(2))
    #expect(rehearsal.network.submissions == [AttemptID(job, 1), AttemptID(job, 2)])
  }
}
