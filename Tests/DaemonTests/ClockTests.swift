import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `The clock on the wall is set while the daemon runs` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.script = { sent in
      guard case .poll(let attempt) = sent.exchange else { return nil }
      return (predicted("p\(attempt.job)", "processing"), after: .milliseconds(5))
    }
  }

  @Test(arguments: [
    Duration.seconds(-3 * 86_400), .seconds(3 * 86_400), .seconds(-40 * 365 * 86_400),
  ])
  func `polling goes on as if nothing had happened`(change: Duration) throws {
    let attempt = try rehearsal.running("p1")
    rehearsal.run(for: .seconds(20))
    let before = rehearsal.network.polls.count
    rehearsal.clock.setWall(by: change)

    let turns = rehearsal.run(for: .seconds(100))

    #expect((4...20).contains(rehearsal.network.polls.count - before))
    #expect(turns < 1000)
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
  }

  @Test func `a clock that jumps a week ahead makes no 404 lose a paid prediction`() throws {
    let attempt = try rehearsal.running("p1")
    rehearsal.run(for: .seconds(20))
    rehearsal.clock.setWall(by: .seconds(8 * 86_400))
    rehearsal.network.script = { _ in (replied(404), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(100))
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
  }

  @Test func `the minute's window does not open when the clock jumps`() throws {
    try rehearsal.limit(inFlight: 100, perMinute: 3)
    rehearsal.network.script = { _ in (replied(422), after: .milliseconds(5)) }
    for _ in 0..<9 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(5))
    rehearsal.clock.setWall(by: .seconds(86_400))
    rehearsal.run(for: .seconds(30))
    #expect(rehearsal.network.submissions.count == 3)
  }

  @Test(arguments: [Duration.seconds(-3 * 86_400), .seconds(3 * 86_400)])
  func `a job that waits for nothing is submitted all the same`(change: Duration) throws {
    rehearsal.clock.setWall(by: change)
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.map(\.job) == [job])
  }

  /// A job that has failed once and waits for its next try.
  private func failedOnce() throws -> JobID {
    rehearsal.network.script = { sent in
      guard case .submit = sent.exchange else { return nil }
      return (failed("p", code: 5000), after: .milliseconds(1))
    }
    rehearsal.roll = 0.9
    let job = try rehearsal.insert(maxAttempts: 9)
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.standing(job) == "queued failed 1")
    return job
  }

  private func runAfter(_ job: JobID) throws -> String? {
    try rehearsal.shell.text("SELECT run_after FROM jobs WHERE id = ?1", job)
  }

  @Test func `a time that a person set stays, though the job has failed before`() throws {
    let job = try failedOnce()
    let wanted = (rehearsal.clock.wall + .seconds(7200)).sqlText
    try rehearsal.sql("UPDATE jobs SET run_after = '\(wanted)'")
    rehearsal.clock.setWall(by: .seconds(3600))
    rehearsal.run(for: .seconds(1))
    #expect(try runAfter(job) == wanted)
  }

  @Test func `a next try takes as long as it was meant to, though its job was edited`() throws {
    let job = try failedOnce()
    let due = try #require(try runAfter(job).flatMap { Timestamp($0) })
    try rehearsal.sql("UPDATE jobs SET priority = 3")
    rehearsal.clock.setWall(by: .seconds(3600))
    rehearsal.run(for: .milliseconds(100))
    #expect(try runAfter(job) == (due + .seconds(3600)).sqlText)
  }
}
