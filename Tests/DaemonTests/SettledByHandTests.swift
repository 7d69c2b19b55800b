import Daemon
import Spool
import SQLite
import Store
import Testing

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
    let store = try Store.open(rehearsal.path, for: .writer(patience: .zero))
    let moment = Moment(wall: rehearsal.clock.wall, uptime: rehearsal.clock.uptime, roll: 0)
    let resolved = try store.writing { () throws(SQLiteError) in
      try store.resolve(attempt.job, resolution, at: moment)
    }
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
