import Daemon
import Spool
import Testing

/// SIGSTOP, a debugger, a machine that sleeps: no turn is taken, and all deadlines pass.
@Suite struct `A daemon that was stopped for longer than every deadline` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test(arguments: [lostOnTheWay, accepted("p1")])
  func `sends nothing twice, whatever became of the submission that was on the wire`(
    answer: Answer.Result
  ) throws {
    let attempt = try rehearsal.submitted()
    rehearsal.clock.advance(by: .seconds(7200))
    rehearsal.answer(.submit(attempt), answer)
    rehearsal.run(for: .seconds(600))

    #expect(rehearsal.network.submissions == [attempt])
    let standing = try rehearsal.standing(attempt.job)
    #expect(
      standing == (answer == lostOnTheWay ? "uncertain uncertain 1" : "running accepted 1"))
  }

  @Test func `asks after what runs, and records what has ended meanwhile`() throws {
    let attempt = try rehearsal.running()
    rehearsal.clock.advance(by: .seconds(7200))
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(3))
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
  }

  @Test func `does not make up for the submissions that it has missed`() throws {
    try rehearsal.limit(inFlight: nil, perMinute: 2)
    for _ in 0..<10 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(20))
    for attempt in rehearsal.network.submissions {
      rehearsal.answer(.submit(attempt), accepted("p\(attempt.job)"))
    }
    #expect(rehearsal.network.submissions.count == 2)

    rehearsal.clock.advance(by: .seconds(7200))
    rehearsal.run(for: .seconds(30))

    #expect(rehearsal.network.submissions.count == 4)
  }
}
