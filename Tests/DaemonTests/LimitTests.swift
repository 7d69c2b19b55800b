import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `Limits are kept` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `two are in flight by default, however many wait`() throws {
    for _ in 0..<10 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(30))
    #expect(rehearsal.network.submissions.count == 2)

    rehearsal.answer(.submit(rehearsal.network.submissions[0]), completed("p1"))
    #expect(rehearsal.network.submissions.count == 3, "a slot that is free is used at once")
  }

  @Test(arguments: [
    "DELETE FROM limits", "DELETE FROM limits WHERE scope = ''",
    "UPDATE limits SET scope = 'elsewhere'",
  ])
  func `an account whose limits were deleted has those of a new one`(deletion: String) throws {
    try rehearsal.sql(deletion)
    for _ in 0..<10 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(30))
    #expect(rehearsal.network.submissions.count == 2)

    rehearsal.answer(
      .submit(rehearsal.network.submissions[0]), replied(429, #"{"code":1551,"message":"no"}"#))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(600))
    #expect(
      try rehearsal.count(
        """
        SELECT count(*) FROM attempts WHERE outcome IN ('sending', 'uncertain', 'accepted')
        """) <= 2)
  }

  @Test func `an in-flight limit that was lowered to nothing still lets one go`() throws {
    try rehearsal.sql("PRAGMA ignore_check_constraints = ON")
    try rehearsal.sql("UPDATE limits SET in_flight_for_now = 0")
    rehearsal.network.script = { _ in (completed("p1"), after: .milliseconds(5)) }
    let job = try rehearsal.insert()
    rehearsal.run(for: .seconds(10))
    #expect(try rehearsal.standing(job) == "completed completed 1")
  }

  @Test func `neither the account's limit nor a model's is ever exceeded while answers come`()
    throws
  {
    try rehearsal.limit(inFlight: 7)
    try rehearsal.limit("wavespeed/kissing-pro", inFlight: 3)
    for _ in 0..<60 {
      try rehearsal.insert()
      try rehearsal.insert("video-effects/live-memory")
    }
    var most: [String: Int64] = [:]
    var next = 0
    rehearsal.network.onSend = { [rehearsal] _ in
      for (scope, filter) in [("", "1"), ("kissing", "model = 'wavespeed/kissing-pro'")] {
        let live = try? rehearsal.count(
          """
          SELECT count(*) FROM attempts
          WHERE outcome IN ('sending', 'uncertain', 'accepted') AND \(filter)
          """)
        most[scope] = max(most[scope] ?? 0, live ?? .max)
      }
    }
    rehearsal.network.script = { _ in
      next += 1
      return (completed("p\(next)"), after: .milliseconds(next % 13 * 10))
    }

    rehearsal.run(for: .seconds(30))

    #expect(most == ["": 7, "kissing": 3])
    #expect(try rehearsal.count("SELECT count(*) FROM jobs WHERE status = 'completed'") == 120)
    #expect(rehearsal.network.submissions.count == 120)
  }

  @Test func `a limit that is lowered under load is kept from then on`() throws {
    try rehearsal.limit(inFlight: 6)
    for _ in 0..<12 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(100))
    #expect(rehearsal.network.submissions.count == 6)

    try rehearsal.limit(inFlight: 2)
    for number in 0..<4 {
      rehearsal.answer(.submit(rehearsal.network.submissions[number]), completed("p\(number)"))
    }
    #expect(rehearsal.network.submissions.count == 6, "two are still on their way")

    rehearsal.answer(.submit(rehearsal.network.submissions[4]), completed("p4"))
    #expect(rehearsal.network.submissions.count == 7)
  }

  @Test func `a limit that is raised takes effect at once`() throws {
    for _ in 0..<5 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(1))
    try rehearsal.limit(inFlight: 4)
    #expect(rehearsal.network.submissions.count == 4)
  }

  @Test func `no limit means none, and all are sent`() throws {
    try rehearsal.limit(inFlight: nil)
    for _ in 0..<500 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(200))
    #expect(rehearsal.network.submissions.count == 500)
  }

  @Test func `an uncertain job holds its slot`() throws {
    for _ in 0..<3 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(20))
    for attempt in rehearsal.network.submissions {
      rehearsal.answer(.submit(attempt), lostOnTheWay)
    }

    rehearsal.run(for: .seconds(30))

    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `a full model holds up no other, whatever its jobs' priority`() throws {
    try rehearsal.limit(inFlight: 3)
    try rehearsal.limit("wavespeed/kissing-pro", inFlight: 1)
    for _ in 0..<20 { try rehearsal.insert(priority: 9) }
    let other = try rehearsal.insert("video-effects/live-memory")

    rehearsal.run(for: .milliseconds(50))

    #expect(rehearsal.network.submissions.map(\.job) == [JobID(1), other])
  }

  @Test func `a model that is paused by hand holds up no other, and goes on when resumed`() throws {
    try rehearsal.sql(
      "INSERT INTO pauses (scope, reason) VALUES ('wavespeed/kissing-pro', 'hand')")
    let paused = try rehearsal.insert(priority: 9)
    let other = try rehearsal.insert("video-effects/live-memory")
    rehearsal.run(for: .milliseconds(50))
    #expect(rehearsal.network.submissions.map(\.job) == [other])

    try rehearsal.sql("DELETE FROM pauses")
    rehearsal.run(for: .milliseconds(50))
    #expect(rehearsal.network.submissions.map(\.job) == [other, paused])
  }

  @Test func `higher priority goes first, then the lower id, across models`() throws {
    try rehearsal.limit(inFlight: 1)
    try rehearsal.sql("INSERT INTO pauses (scope, reason) VALUES ('', 'hand')")
    let jobs = [
      try rehearsal.insert(priority: 0),
      try rehearsal.insert("video-effects/live-memory", priority: 0),
      try rehearsal.insert(priority: -1),
      try rehearsal.insert("video-effects/live-memory", priority: 5),
      try rehearsal.insert(priority: 5),
    ]
    rehearsal.network.script = { sent in
      guard case .submit(let attempt) = sent.exchange else { return nil }
      return (completed("p\(attempt.job)"), after: .milliseconds(1))
    }
    try rehearsal.sql("DELETE FROM pauses")
    rehearsal.run(for: .seconds(1))

    #expect(
      rehearsal.network.submissions.map(\.job) == [jobs[3], jobs[4], jobs[0], jobs[1], jobs[2]])
  }

  @Test func `a job whose attempts are used up holds up no other`() throws {
    try rehearsal.limit(inFlight: 1)
    let spent = try rehearsal.submitted().job
    rehearsal.roll = 0.999
    rehearsal.answer(.submit(AttemptID(spent, 1)), failed("p1", code: 5000))
    let next = try rehearsal.insert(runAfter: rehearsal.clock.wall + .seconds(60))
    try rehearsal.sql(
      """
      UPDATE jobs SET max_attempts = 1, run_after = (SELECT run_after FROM jobs WHERE id = \(next))
      WHERE id = \(spent)
      """)
    rehearsal.run(for: .seconds(61))

    #expect(try rehearsal.job(spent).status == .failed)
    #expect(rehearsal.network.submissions.last == AttemptID(next, 1))
  }
}
