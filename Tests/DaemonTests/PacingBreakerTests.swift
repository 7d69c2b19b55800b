import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `A model whose predictions only fail` {
  let rehearsal: Rehearsal
  private let model = "wavespeed/kissing-pro"
  private let other = "video-effects/live-memory"

  init() throws {
    rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 100)
  }

  private var submitted: Int { rehearsal.network.submissions.count }

  /// Five jobs of the model whose predictions fail, each for a reason of its own.
  private func fail(_ number: Int = 5) throws {
    for _ in 0..<number { try rehearsal.insert(model, maxAttempts: 1) }
    rehearsal.run(for: .milliseconds(20))
    for attempt in rehearsal.network.submissions.suffix(number) {
      rehearsal.answer(.submit(attempt), failed("p\(attempt.job)", code: 5000))
    }
  }

  @Test func `is rested, while others go on`() throws {
    try fail()
    #expect(try rehearsal.pauses() == ["\(model) failing"])
    for _ in 0..<3 { try rehearsal.insert(model) }
    let job = try rehearsal.insert(other)

    rehearsal.run(for: .seconds(25))

    #expect(rehearsal.network.submissions.last?.job == job)
    #expect(submitted == 6)
  }

  @Test func `is probed by one submission, whose prediction ends the rest by completing`() throws {
    try fail()
    for _ in 0..<3 { try rehearsal.insert(model) }
    rehearsal.run(for: .seconds(31))
    #expect(submitted == 6, "one probe leaves")

    let probe = try #require(rehearsal.network.submissions.last)
    rehearsal.answer(.submit(probe), accepted("probe"))
    rehearsal.run(for: .seconds(1))
    #expect(submitted == 6, "that it was accepted says nothing yet")

    rehearsal.network.script = { sent in
      if case .poll(let attempt) = sent.exchange, attempt == probe {
        (completed("probe"), after: .milliseconds(5))
      } else {
        nil
      }
    }
    rehearsal.run(for: .seconds(3))
    #expect(try rehearsal.pauses().isEmpty)
    #expect(submitted == 8)
  }

  @Test func `is rested twice as long when the probe fails, across a restart too`() throws {
    try fail()
    for _ in 0..<9 { try rehearsal.insert(model, maxAttempts: 1) }
    var times: [Int64] = []
    for _ in 0..<4 {
      let start = rehearsal.clock.uptime
      while submitted == times.count + 5 { rehearsal.run(for: .seconds(1)) }
      times.append(Int64(rehearsal.clock.uptime.since(start).inSeconds))
      let probe = try #require(rehearsal.network.submissions.last)
      rehearsal.answer(.submit(probe), failed("p\(probe.job)", code: 5003))
      try rehearsal.restart()
    }

    #expect(times.map { ($0 + 5) / 10 * 10 } == [30, 60, 120, 240])
    #expect(try rehearsal.count("SELECT step FROM pauses WHERE reason = 'failing'") == 4)
  }

  @Test func `sends one probe only after the clock was set back`() throws {
    try fail()
    for _ in 0..<5 { try rehearsal.insert(model) }
    rehearsal.run(for: .seconds(10))
    rehearsal.clock.setWall(by: .seconds(-7200))

    rehearsal.run(for: .seconds(120))

    #expect(submitted == 6)
    #expect(try rehearsal.pauses() == ["\(model) failing"])
  }

  @Test func `sends no second probe after a restart while the first one runs`() throws {
    try fail()
    for _ in 0..<3 { try rehearsal.insert(model) }
    rehearsal.run(for: .seconds(31))
    let probe = try #require(rehearsal.network.submissions.last)
    rehearsal.answer(.submit(probe), accepted("probe"))
    rehearsal.run(for: .seconds(1))

    try rehearsal.restart()
    rehearsal.run(for: .seconds(300))

    #expect(submitted == 6)
  }

  @Test func `is not rested for what its inputs have earned`() throws {
    for _ in 0..<12 { try rehearsal.insert(model) }
    rehearsal.run(for: .milliseconds(50))
    for attempt in rehearsal.network.submissions {
      rehearsal.answer(.submit(attempt), failed("p\(attempt.job)", code: 1200))
    }
    #expect(try rehearsal.pauses().isEmpty)
  }

  @Test func `costs no turns while nothing waits, nor while it rests`() throws {
    try fail()
    #expect(rehearsal.run(for: .seconds(3000)) < 500)
    try rehearsal.insert(model)
    #expect(rehearsal.run(for: .seconds(3000)) < 500)
  }
}
