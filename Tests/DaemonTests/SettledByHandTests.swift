import Daemon
import Spool
import SQLite
import Store
import Testing
import WaveSpeed

@Suite struct `A person settles what a cancelled job has left behind` {
  let rehearsal: Rehearsal
  private let attempt: AttemptID

  /// One place in flight, held by the lost submission of a job that is not wanted any more.
  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.scriptLooks()
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .history, .billing: (replied(200, #"{"data":{"page":1,"items":[]}}"#), .milliseconds(5))
      case .poll: (completed("p9"), .milliseconds(5))
      case .submit, .balance, .quote, .comparison, .bills, .place: nil
      }
    }
    try rehearsal.limit(inFlight: 1)
    attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), lostOnTheWay)
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled'")
    try rehearsal.insert()
    rehearsal.run(for: .seconds(100))
    #expect(try rehearsal.standing(attempt.job) == "cancelled uncertain 1")
    #expect(rehearsal.network.submissions == [attempt], "it holds its place")
  }

  private func resolve(_ resolution: Resolution) throws -> Resolved {
    let resolved = try rehearsal.resolve(attempt.job, resolution)
    rehearsal.run(for: .seconds(3))
    return resolved
  }

  @Test func `given up, it gives its place to the next one`() throws {
    #expect(try resolve(.giveUp) == .done(from: .cancelled, to: .cancelled))
    #expect(try rehearsal.standing(attempt.job) == "cancelled given_up 1")
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `adopted, it is followed to its end, and then the next one has its place`() throws {
    #expect(try resolve(.adopt(PredictionID("p9"))) == .done(from: .cancelled, to: .cancelled))
    rehearsal.run(for: .seconds(5))
    #expect(try rehearsal.standing(attempt.job) == "cancelled completed 1")
    #expect(try rehearsal.job(attempt.job).outputs == ["https://cdn.test/a.mp4"])
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `submitted once more it cannot be`() throws {
    #expect(try resolve(.resubmit) == .isCancelled)
    #expect(try rehearsal.standing(attempt.job) == "cancelled uncertain 1")
    #expect(rehearsal.network.submissions == [attempt])
  }
}

@Suite struct `A prediction that a person has named` {
  let rehearsal: Rehearsal
  private let attempt: AttemptID

  /// The API knows p9, and nothing by the name that is typed first.
  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.scriptLooks()
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .history, .billing: (replied(200, #"{"data":{"page":1,"items":[]}}"#), .milliseconds(5))
      case .poll:
        (sent.request.path.contains("p9") ? completed("p9") : replied(404), .milliseconds(5))
      case .submit, .balance, .quote, .comparison, .bills, .place: nil
      }
    }
    attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), lostOnTheWay)
    #expect(try resolve(.adopt(PredictionID("p"))) == .done(from: .uncertain, to: .running))
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
  }

  private func resolve(_ resolution: Resolution) throws -> Resolved {
    try rehearsal.resolve(attempt.job, resolution)
  }

  @Test func `by mistake can be named once more, and brings its result`() throws {
    #expect(try resolve(.adopt(PredictionID("p9"))) == .done(from: .running, to: .running))
    rehearsal.run(for: .seconds(60))

    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(try rehearsal.job(attempt.job).prediction == PredictionID("p9"))
    #expect(rehearsal.network.submissions == [attempt])
    let told = try rehearsal.shell.text("SELECT group_concat(detail, ';') FROM events") ?? ""
    #expect(told.contains("a person says that its prediction is another's"))
  }

  @Test(arguments: [Resolution.giveUp, .resubmit])
  func `by mistake can be let go of`(resolution: Resolution) throws {
    _ = try resolve(resolution)
    rehearsal.run(for: .seconds(5))

    let standing = try rehearsal.standing(attempt.job)
    #expect(standing == (resolution == .giveUp ? "failed given_up 1" : "submitting sending 2"))
  }

  @Test func `stays once the API knows it`() throws {
    rehearsal.network.script = { sent in
      if case .poll = sent.exchange {
        (predicted("p", "processing"), .milliseconds(5))
      } else {
        nil
      }
    }
    rehearsal.run(for: .seconds(60))

    #expect(try resolve(.giveUp) == .notUncertain(.running))
    #expect(try resolve(.adopt(PredictionID("p9"))) == .notUncertain(.running))
  }
}
