import Daemon
import Spool
import Testing

@Suite struct `No minute sees more submissions than its limit` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    var prediction = 0
    rehearsal.network.script = { sent in
      guard case .submit = sent.exchange else { return nil }
      prediction += 1
      return (completed("p\(prediction)"), after: .milliseconds(200))
    }
    try rehearsal.limit(inFlight: 100, perMinute: 5)
  }

  /// The most that left within any 60 seconds.
  private var mostInAMinute: Int {
    let times = rehearsal.network.sent.map(\.at)
    return times.map { first in
      times.count { $0 >= first && $0.since(first) < .seconds(60) }
    }.max() ?? 0
  }

  @Test func `what waits for the window goes as soon as it opens, and not before`() throws {
    for _ in 0..<12 { try rehearsal.insert() }

    rehearsal.run(for: .seconds(50))
    #expect(rehearsal.network.submissions.count == 5)

    rehearsal.run(for: .seconds(12))
    #expect(rehearsal.network.submissions.count == 10)

    rehearsal.run(for: .seconds(120))
    #expect(rehearsal.network.submissions.count == 12)
    #expect(mostInAMinute == 5)
  }

  @Test func `a window that is full and then empties costs no turns while nothing waits`() throws {
    for _ in 0..<5 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(5))

    let turns = rehearsal.run(for: .seconds(600))

    #expect(turns < 100)
  }

  @Test func `a restart does not open the window again`() throws {
    for _ in 0..<12 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(10))

    try rehearsal.restart()
    rehearsal.run(for: .seconds(45))
    #expect(rehearsal.network.submissions.count == 5)

    rehearsal.run(for: .seconds(10))
    #expect(rehearsal.network.submissions.count == 10)
    #expect(mostInAMinute == 5)
  }

  @Test func `a crash in the middle of submissions does not open the window again`() throws {
    rehearsal.network.script = { _ in nil }
    for _ in 0..<12 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(1))

    try rehearsal.restart()
    rehearsal.run(for: .seconds(58))
    #expect(rehearsal.network.submissions.count == 5)
  }

  @Test func `refused submissions count too`() throws {
    rehearsal.network.script = { _ in (replied(422, "{}"), after: .milliseconds(10)) }
    for _ in 0..<12 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(30))
    #expect(rehearsal.network.submissions.count == 5)
  }

  @Test func `a model's window holds up that model alone`() throws {
    try rehearsal.limit(inFlight: 100)
    try rehearsal.limit("wavespeed/kissing-pro", perMinute: 1)
    for _ in 0..<3 { try rehearsal.insert(priority: 1) }
    for _ in 0..<3 { try rehearsal.insert("video-effects/live-memory") }

    rehearsal.run(for: .seconds(30))
    #expect(rehearsal.network.submissions.map(\.job.number) == [1, 4, 5, 6])

    rehearsal.run(for: .seconds(32))
    #expect(rehearsal.network.submissions.last?.job == JobID(2))
  }
}
