import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `What people write while the daemon runs` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private func cancel(_ job: JobID) throws {
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled' WHERE id = \(job)")
  }

  private func queue(_ job: JobID) throws {
    try rehearsal.sql("UPDATE jobs SET status = 'queued' WHERE id = \(job)")
    rehearsal.run(for: .milliseconds(50))
  }

  @Test func `a job cancelled before its turn is never sent`() throws {
    let job = try rehearsal.insert()
    try cancel(job)
    rehearsal.run(for: .seconds(10))
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `cancelled while submitting: what was paid for is followed to its end and recorded`()
    throws
  {
    try rehearsal.limit(inFlight: 1)
    let attempt = try rehearsal.submitted()
    try cancel(attempt.job)
    let next = try rehearsal.insert()
    let cancelledAt = try rehearsal.job(attempt.job).finishedAt
    rehearsal.answer(.submit(attempt), accepted("p1"))
    #expect(try rehearsal.standing(attempt.job) == "cancelled accepted 1")
    #expect(rehearsal.network.submissions.count == 1, "it keeps its slot")

    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(5))

    let job = try rehearsal.job(attempt.job)
    #expect(try rehearsal.standing(attempt.job) == "cancelled completed 1")
    #expect(job.outputs == ["https://cdn.test/a.mp4"])
    #expect(job.finishedAt == cancelledAt)
    #expect(rehearsal.network.submissions.last?.job == next)
  }

  @Test(arguments: [
    (notSent, "cancelled not_sent 0"), (replied(400), "cancelled rejected 0"),
    (replied(429), "cancelled throttled 0"), (lostOnTheWay, "cancelled uncertain 1"),
    (replied(401), "cancelled rejected 0"),
  ])
  func `cancelled while submitting: whatever the answer is, it stays cancelled`(
    answer: Answer.Result, standing: String
  ) throws {
    let attempt = try rehearsal.submitted()
    try cancel(attempt.job)
    rehearsal.answer(.submit(attempt), answer)
    rehearsal.run(for: .seconds(100))
    #expect(try rehearsal.standing(attempt.job) == standing)
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `cancelled while running: a failure is recorded and not tried again`() throws {
    let attempt = try rehearsal.running()
    try cancel(attempt.job)
    rehearsal.network.script = { _ in (failed("p1", code: 5000), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(600))
    #expect(try rehearsal.standing(attempt.job) == "cancelled failed 1")
    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.job(attempt.job).error == "it broke")
  }

  @Test func `cancelled and queued again while running: taken up again, not paid twice`() throws {
    let attempt = try rehearsal.running()
    try cancel(attempt.job)
    rehearsal.run(for: .milliseconds(50))
    try queue(attempt.job)
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")

    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(5))
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `cancelled and queued again while submitting: the answer still counts`() throws {
    let attempt = try rehearsal.submitted()
    try cancel(attempt.job)
    try queue(attempt.job)
    rehearsal.answer(.submit(attempt), accepted("p1"))
    #expect(try rehearsal.standing(attempt.job) == "running accepted 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `queued again after its prediction had completed: done at once, not paid twice`()
    throws
  {
    let attempt = try rehearsal.running()
    try cancel(attempt.job)
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(5))
    try queue(attempt.job)
    rehearsal.run(for: .seconds(50))
    #expect(try rehearsal.standing(attempt.job) == "completed completed 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `a failed job queued again is paid for once more, and only once`() throws {
    let job = try rehearsal.insert(maxAttempts: 1)
    rehearsal.network.script = { _ in (failed("p1", code: 1200), after: .milliseconds(5)) }
    rehearsal.run(for: .seconds(1))
    rehearsal.network.script = { _ in (failed("p2", code: 5000), after: .milliseconds(5)) }
    try queue(job)
    rehearsal.run(for: .seconds(600))
    #expect(rehearsal.network.submissions == [AttemptID(job, 1), AttemptID(job, 2)])
    #expect(try rehearsal.standing(job) == "failed failed 2")
  }

  @Test func `an uncertain job that is cancelled and queued again is still not sent again`() throws
  {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), lostOnTheWay)
    try cancel(attempt.job)
    try queue(attempt.job)
    rehearsal.run(for: .seconds(600))
    #expect(try rehearsal.standing(attempt.job) == "uncertain uncertain 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test(arguments: [
    ("wavespeed/kissing-pro", "{}", "image"),
    ("wavespeed/kissing-pro", #"{"image":7}"#, "image"),
    ("wavespeed/kissing-pro", #"{"image":"https://a.test/a.png","imgae":"x"}"#, "imgae"),
    ("wavespeed/kissing-pro", #"{"image":"a.png","image":"b.png"}"#, "image"),
    (
      "wavespeed-ai/veo2-i2v",
      #"{"image":"https://a.test/a.png","prompt":"x","duration":"9s"}"#, "duration"
    ),
  ])
  func `a wrong row fails with the reason and is never sent`(
    model: String, input: String, reason: String
  ) throws {
    let job = try rehearsal.insert(model, input)
    let right = try rehearsal.insert()
    rehearsal.run(for: .seconds(10))

    #expect(rehearsal.network.submissions.map(\.job) == [right])
    #expect(try rehearsal.standing(job) == "failed - 0")
    #expect(try rehearsal.job(job).error?.contains(reason) == true)
    #expect(try rehearsal.events(job) == ["enqueued", "failed"])
  }

  @Test func `three hundred wrong rows ahead do not hold up the right one`() throws {
    try rehearsal.limit(inFlight: 1)
    try rehearsal.sql("BEGIN")
    for _ in 0..<300 { try rehearsal.insert("wavespeed/kissing-pro", "{}") }
    let right = try rehearsal.insert()
    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.map(\.job) == [right])
  }

  @Test func `a job whose claim the schema refuses is parked: others go on, nothing spins`() throws
  {
    try rehearsal.limit(inFlight: 1)
    try rehearsal.sql(
      """
      CREATE TRIGGER mine BEFORE INSERT ON attempts WHEN NEW.job_id = 1
      BEGIN SELECT RAISE(ABORT, 'not this one'); END
      """)
    let parked = try rehearsal.insert(priority: 5)
    let next = try rehearsal.insert()

    let turns = rehearsal.run(for: .seconds(600))
    #expect(rehearsal.network.submissions.map(\.job) == [next])
    #expect(turns < 1000)
    #expect(rehearsal.diary.text.contains("not this one"))

    rehearsal.answer(.submit(AttemptID(next, 1)), completed("p1"))
    try rehearsal.sql("DROP TRIGGER mine")
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.last?.job == parked)
  }

  @Test func `a job for later is sent when its time has come, and not before`() throws {
    let job = try rehearsal.insert(runAfter: rehearsal.clock.wall + .seconds(3600))
    rehearsal.run(for: .seconds(3599))
    #expect(rehearsal.network.submissions.isEmpty)
    rehearsal.run(for: .seconds(2))
    #expect(rehearsal.network.submissions.map(\.job) == [job])
  }

  @Test func `five hundred jobs that come due together are all sent`() throws {
    try rehearsal.limit(inFlight: nil)
    try rehearsal.sql("BEGIN")
    for _ in 0..<500 { try rehearsal.insert(runAfter: rehearsal.clock.wall + .seconds(5)) }
    try rehearsal.sql("COMMIT")
    rehearsal.run(for: .seconds(7))
    #expect(rehearsal.network.submissions.count == 500)
  }

  @Test func `a pause that the file watch missed is obeyed within a minute or so`() throws {
    rehearsal.run(for: .seconds(10))
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'hand')")
    rehearsal.run(for: .seconds(70), heardAWrite: false)
    try rehearsal.insert()
    rehearsal.run(for: .seconds(70), heardAWrite: false)
    #expect(rehearsal.network.submissions.isEmpty)
  }
}
