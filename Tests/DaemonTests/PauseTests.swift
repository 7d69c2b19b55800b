import Daemon
import Spool
import Store
import Testing

@Suite struct `Submitting pauses for a reason, and goes on by itself` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private var sinceStart: [Int64] {
    let first = rehearsal.network.sent.first?.at ?? .start
    return rehearsal.network.balanceRequests.map { Int64($0.at.since(first).inSeconds) }
  }

  @Test func `a refused key pauses all; the balance is asked for after 30 s, then ever later`()
    throws
  {
    let attempt = try rehearsal.submitted()
    try rehearsal.insert("video-effects/live-memory")
    rehearsal.network.script = { _ in (replied(401), after: .milliseconds(5)) }
    rehearsal.answer(.submit(attempt), replied(401))
    for _ in 0..<3 { try rehearsal.insert() }

    let submitted = rehearsal.network.submissions.count
    let turns = rehearsal.run(for: .seconds(3000))

    #expect(rehearsal.network.submissions.count == submitted)
    #expect(submitted <= 2)
    #expect(sinceStart == [30, 90, 210, 450, 930, 1530, 2130, 2730])
    #expect(turns < 1000)
    #expect(try rehearsal.pauses() == ["account key"])
  }

  @Test
  func `a refused key is not made to wait twice as long by what was asked at the same moment`()
    throws
  {
    rehearsal.network.isScripted = { $0 == .balance }
    rehearsal.network.script = { sent in
      sent.exchange == .balance ? (replied(401), after: .milliseconds(5)) : nil
    }
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(401))
    rehearsal.run(for: .seconds(300))

    #expect(sinceStart.filter { $0 > 0 } == [30, 90, 210])
  }

  @Test func `a key that is accepted again ends the pause, and the queue goes on`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(401))
    rehearsal.network.script = { sent in
      sent.exchange == .balance
        ? (replied(200, #"{"data":{"balance":5}}"#), after: .milliseconds(5)) : nil
    }
    rehearsal.run(for: .seconds(31))

    #expect(try rehearsal.pauses().isEmpty)
    #expect(rehearsal.network.submissions.last == AttemptID(attempt.job, 2))
    #expect(try rehearsal.standing(attempt.job) == "submitting sending 1")
  }

  @Test func `a balance request that is slow to be answered costs no turns`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(401))
    rehearsal.run(for: .seconds(31))
    #expect(rehearsal.network.balanceRequests.count == 1)

    let turns = rehearsal.run(for: .seconds(25))

    #expect(turns < 100)
    #expect(rehearsal.network.balanceRequests.count == 1)
  }

  @Test func `polls that meet the refused key do not put the balance off`() throws {
    _ = try rehearsal.running("p1")
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(401))
    rehearsal.network.script = { sent in
      if case .poll = sent.exchange { return (replied(401), after: .milliseconds(5)) }
      return nil
    }
    let before = rehearsal.clock.uptime
    rehearsal.run(for: .seconds(60))

    let asked = try #require(rehearsal.network.balanceRequests.first)
    #expect(asked.at.since(before) < .seconds(31))
  }

  @Test func `a key that only polls meet refused pauses too, and fails no job`() throws {
    let running = try rehearsal.running("p1")
    rehearsal.network.isScripted = { $0 == .balance }
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .poll, .balance: (replied(401), after: .milliseconds(5))
      case .submit, .history, .billing, .quote, .comparison, .bills, .place: nil
      }
    }
    rehearsal.run(for: .seconds(5))
    try rehearsal.insert()
    rehearsal.run(for: .seconds(20))

    #expect(try rehearsal.pauses() == ["account key"])
    #expect(rehearsal.network.submissions.count == 1)
    #expect(try rehearsal.standing(running.job) == "running accepted 1")
  }

  @Test func `a new key is tried at once, and once`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(401))

    rehearsal.turn.keyHasChanged()
    rehearsal.turn.keyHasChanged()
    #expect(rehearsal.network.balanceRequests.count == 1)

    rehearsal.answer(.balance, replied(200, #"{"data":{"balance":0}}"#))
    #expect(try rehearsal.pauses().isEmpty, "the key is good, whatever is left")
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `a new key is not tried while nobody doubts the old one`() throws {
    rehearsal.turn.keyHasChanged()
    #expect(rehearsal.network.everything.allSatisfy { $0.exchange != .balance })
  }

  @Test func `missing credit pauses until there is some`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(402))
    var balance = 0
    rehearsal.network.script = { sent in
      sent.exchange == .balance
        ? (replied(200, #"{"data":{"balance":\#(balance)}}"#), after: .milliseconds(5)) : nil
    }
    rehearsal.run(for: .seconds(80))
    #expect(try rehearsal.pauses() == ["account credit"])
    #expect(rehearsal.network.submissions.count == 1)

    balance = 5
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.pauses().isEmpty)
    #expect(rehearsal.network.submissions.count == 2)
  }

  @Test func `403 pauses its model until a person resumes it, and no other`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(403))
    let other = try rehearsal.insert("video-effects/live-memory")
    let turns = rehearsal.run(for: .seconds(5000))
    #expect(rehearsal.network.submissions.map(\.job) == [attempt.job, other])
    #expect(turns < 1000)

    try rehearsal.sql("DELETE FROM pauses")
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.last == AttemptID(attempt.job, 2))
  }

  @Test(
    arguments: [
      ("7", nil, 7), (nil, nil, 60), ("0", nil, 1), ("90000", nil, 3600),
      ("Wed, 01 Apr 2026 00:00:20 GMT", "Wed, 01 Apr 2026 00:00:00 GMT", 20),
    ] as [(String?, String?, Int64)])
  func `429 is waited out as long as it asks`(
    retryAfter: String?, date: String?, seconds: Int64
  ) throws {
    let attempt = try rehearsal.submitted()
    let before = rehearsal.clock.uptime
    rehearsal.answer(.submit(attempt), replied(429, retryAfter: retryAfter, date: date))

    rehearsal.run(for: .seconds(seconds) - .milliseconds(100))
    #expect(rehearsal.network.submissions.count == 1)

    rehearsal.run(for: .milliseconds(200))
    #expect(rehearsal.network.submissions == [attempt, AttemptID(attempt.job, 2)])
    #expect(rehearsal.network.sent.last.map { $0.at.since(before) >= .seconds(seconds) } == true)
    #expect(try rehearsal.job(attempt.job).attempts == 1, "a 429 uses no attempt")
  }

  @Test func `a 429 of one model lets the others go on`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(429, retryAfter: "30"))
    let other = try rehearsal.insert("video-effects/live-memory")
    rehearsal.run(for: .seconds(10))
    #expect(rehearsal.network.submissions.map(\.job) == [attempt.job, other])
  }

  @Test func `without a network one probe at a time leaves, ever later, and none is charged`()
    throws
  {
    for _ in 0..<10 { try rehearsal.insert() }
    rehearsal.network.script = { _ in (notSent, after: .milliseconds(5)) }
    let turns = rehearsal.run(for: .seconds(300))

    let start = try #require(rehearsal.network.sent.first?.at)
    let probes = rehearsal.network.sent.dropFirst(2).map { Int64($0.at.since(start).inSeconds) }
    #expect(probes == [1, 3, 7, 15, 31, 63, 123, 183, 243])
    #expect(turns < 1000)
    #expect(try rehearsal.count("SELECT sum(attempts) FROM jobs") == 0)

    rehearsal.network.script = { _ in nil }
    rehearsal.run(for: .seconds(60))
    let probe = try #require(rehearsal.network.submissions.last)
    let before = rehearsal.network.submissions.count
    rehearsal.run(for: .seconds(20))
    #expect(rehearsal.network.submissions.count == before, "one probe, until it is answered")

    rehearsal.answer(.submit(probe), accepted("p1"))
    #expect(rehearsal.network.submissions.count == before + 1)
    #expect(try rehearsal.pauses().isEmpty)
  }

  @Test func `a missing network costs no turns when nothing waits any more`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), notSent)
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled'")

    #expect(rehearsal.run(for: .seconds(3000)) < 1000)

    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.last?.job == next)
  }

  @Test func `a pause that began before a restart still holds after it`() throws {
    let attempt = try rehearsal.submitted()
    rehearsal.answer(.submit(attempt), replied(429, retryAfter: "100"))

    try rehearsal.restart()
    rehearsal.run(for: .seconds(95))
    #expect(rehearsal.network.submissions.count == 1)

    rehearsal.run(for: .seconds(10))
    #expect(rehearsal.network.submissions.count == 2)
  }
}
