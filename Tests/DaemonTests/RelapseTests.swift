import Daemon
import Spool
import Testing

/// The balance says that all is well, and the next submission is refused all the same.
@Suite struct `A pause that the balance ended too early` {
  let rehearsal: Rehearsal
  let start: Uptime

  init() throws {
    rehearsal = try Rehearsal()
    start = rehearsal.clock.uptime
  }

  /// Submissions are answered so from now on, and the balance as if nothing were wrong.
  private func submissions(are answer: Answer.Result) {
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .submit: (answer, after: .milliseconds(5))
      case .balance: (replied(200, #"{"data":{"balance":0.01}}"#), after: .milliseconds(5))
      case .poll, .history, .billing, .quote, .comparison, .bills, .place: nil
      }
    }
  }

  private var submittedAfter: [Int64] {
    rehearsal.network.sent.compactMap { sent in
      guard case .submit = sent.exchange else { return nil }
      return Int64(sent.at.since(start).inSeconds)
    }
  }

  @Test(arguments: [401, 402])
  func `goes on from the wait that it had, and does not begin anew each 30 s`(status: Int) throws {
    submissions(are: replied(status))
    try rehearsal.insert()

    rehearsal.run(for: .seconds(3600))

    let waits = zip(submittedAfter.dropFirst(), submittedAfter).map { $0 - $1 }
    #expect(waits == [30, 60, 120, 240, 480, 600, 600, 600, 600])
  }

  @Test func `lets one submission try, and the others wait for its answer`() throws {
    try rehearsal.limit(inFlight: 20)
    submissions(are: replied(402))
    for _ in 0..<20 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(1))
    let burst = rehearsal.network.submissions.count

    rehearsal.run(for: .seconds(100))

    #expect(submittedAfter.dropFirst(burst) == [30, 90])
  }

  @Test func `is forgotten once a submission is accepted, and the others follow at once`() throws {
    try rehearsal.limit(inFlight: 20)
    submissions(are: replied(402))
    for _ in 0..<3 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(31))

    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else {
        return (replied(200, #"{"data":{"balance":5}}"#), after: .milliseconds(5))
      }
      return (accepted("p\(attempt.job)"), after: .milliseconds(5))
    }
    rehearsal.run(for: .seconds(70))
    #expect(try rehearsal.count("SELECT count(*) FROM jobs WHERE status = 'running'") == 3)

    submissions(are: replied(402))
    let before = rehearsal.network.submissions.count
    try rehearsal.insert()
    rehearsal.run(for: .seconds(40))
    #expect(rehearsal.network.submissions.count == before + 2, "30 s again")
  }

  @Test func `is forgotten too when a person resumes`() throws {
    submissions(are: replied(402))
    try rehearsal.insert()
    rehearsal.run(for: .seconds(100))

    try rehearsal.sql("DELETE FROM pauses")
    let before = rehearsal.network.submissions.count
    rehearsal.run(for: .seconds(40))

    #expect(rehearsal.network.submissions.count == before + 2, "at once, and 30 s after it")
  }
}
