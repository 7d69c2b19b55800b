import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `After a 429` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private let busy = replied(429, #"{"message":"You have reached your concurrency limit"}"#)

  private func inFlightForNow(_ scope: String = "") throws -> Int64? {
    try rehearsal.shell.integer("SELECT in_flight_for_now FROM limits WHERE scope = ?1", scope)
  }

  /// The `number` newest submissions, which are on the wire.
  private func newest(_ number: Int) -> ArraySlice<AttemptID> {
    rehearsal.network.submissions.suffix(number)
  }

  @Test
  func `half as many are in flight, the refused jobs keep their attempts, and it rises again`()
    throws
  {
    try rehearsal.limit(inFlight: 6)
    for _ in 0..<20 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(50))
    for attempt in newest(6) { rehearsal.network.answer(.submit(attempt), busy) }
    rehearsal.run(for: .seconds(59))

    #expect(try inFlightForNow() == 3, "six refusals are one burst")
    #expect(rehearsal.network.submissions.count == 6)
    #expect(try rehearsal.count("SELECT sum(attempts) FROM jobs") == 0)

    rehearsal.run(for: .seconds(2))
    #expect(rehearsal.network.submissions.count == 9)
    for attempt in newest(3) {
      rehearsal.answer(.submit(attempt), completed("p\(attempt.job)"))
    }
    #expect(try inFlightForNow() == 4)
    #expect(rehearsal.network.submissions.count == 13)
    for attempt in newest(4) {
      rehearsal.answer(.submit(attempt), completed("p\(attempt.job)"))
    }
    #expect(try inFlightForNow() == 5)
    for attempt in newest(5) {
      rehearsal.answer(.submit(attempt), completed("p\(attempt.job)"))
    }
    #expect(try inFlightForNow() == nil, "the configured six hold again")
  }

  @Test func `the lowered limit outlives the daemon, and falls with a person's own`() throws {
    try rehearsal.limit(inFlight: 4)
    for _ in 0..<9 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(50))
    for attempt in newest(4) { rehearsal.network.answer(.submit(attempt), busy) }
    rehearsal.run(for: .seconds(1))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(60))

    #expect(rehearsal.network.submissions.count == 6)
    let attempt = try #require(rehearsal.network.submissions.last)
    rehearsal.answer(.submit(attempt), accepted("p"))
    rehearsal.run(for: .milliseconds(10))
    #expect(try inFlightForNow() == 2, "one success is not a window of two")

    let command = try Store.open(rehearsal.path, for: .writer(patience: .zero))
    try command.writing { () throws(SQLiteError) in
      try command.setLimits(Limits(inFlight: 5), of: .account)
    }
    rehearsal.run(for: .seconds(1))
    #expect(try inFlightForNow() == nil)
    #expect(rehearsal.network.submissions.count == 9, "five are in flight")
  }

  @Test func `a model without a limit gets one for now: half of what it has in flight`() throws {
    try rehearsal.limit(inFlight: nil)
    for _ in 0..<10 { try rehearsal.insert() }
    try rehearsal.insert("video-effects/live-memory")
    rehearsal.run(for: .milliseconds(50))

    rehearsal.answer(.submit(rehearsal.network.submissions[0]), replied(429))

    #expect(try inFlightForNow("wavespeed/kissing-pro") == 5)
    #expect(try inFlightForNow() == nil)
    try rehearsal.insert("video-effects/live-memory")
    rehearsal.run(for: .milliseconds(50))
    #expect(rehearsal.network.submissions.count == 12, "another model goes on")
  }
}

@Suite struct `What a person sets` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `counts in a turn that nobody has told of it`() throws {
    try rehearsal.limit(inFlight: 3)
    for _ in 0..<9 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(50))
    rehearsal.run(for: .seconds(30), heardAWrite: false)
    try rehearsal.sql("UPDATE limits SET in_flight = 1")

    rehearsal.network.answer(
      .submit(rehearsal.network.submissions[0]), completed("p1"))
    rehearsal.take(heardAWrite: false)
    rehearsal.take(heardAWrite: false)

    #expect(rehearsal.network.submissions.count == 3)
  }
}
