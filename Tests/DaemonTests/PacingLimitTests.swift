import Daemon
import Spool
import SQLite
import Store
import Testing

@Suite struct `As the server sees it` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private func setLimits(_ view: ServerView) throws {
    try rehearsal.sql(
      """
      UPDATE limits SET in_flight = \(view.inFlightLimit), per_minute = \(view.perMinuteLimit),
        polls_per_second = \(view.pollsPerSecondLimit) WHERE scope = ''
      """)
  }

  @Test(arguments: UInt64(1)...6)
  func `no limit is exceeded, while people change them, jobs are cancelled and daemons die`(
    seed: UInt64
  ) throws {
    var dice = LawDice(seed: seed)
    let view = ServerView(rehearsal.clock, seed: seed)
    rehearsal.network.script = { view.answer($0) }
    try setLimits(view)
    for _ in 0..<80 {
      try rehearsal.insert()
      try rehearsal.insert("video-effects/live-memory")
    }

    for _ in 0..<60 {
      rehearsal.roll = dice.roll()
      let heard = dice.roll() < 0.5
      switch dice.roll() {
      case ..<0.15:
        view.inFlightLimit = 1 + Int(8 * dice.roll())
        view.perMinuteLimit = 5 + Int(40 * dice.roll())
        let before = view.pollsPerSecondLimit
        view.pollsPerSecondLimit = 1 + Int(8 * dice.roll())
        try setLimits(view)
        // Polls need no commit, and so they learn of it only when the daemon has heard of it.
        let after = view.pollsPerSecondLimit
        view.pollsPerSecondLimit = max(before, after)
        rehearsal.run(for: .milliseconds(20))
        view.pollsPerSecondLimit = after
      case ..<0.25:
        view.losesConnections()
        try rehearsal.restart()
      case ..<0.4:
        try rehearsal.sql(
          "UPDATE jobs SET status = 'cancelled' WHERE id IN (SELECT id FROM jobs WHERE status = 'running' LIMIT 1)"
        )
      default: break
      }
      rehearsal.run(for: .milliseconds(Int(8000 * dice.roll())), heardAWrite: heard)
    }

    #expect(view.broken == [], "seed \(seed)")
    #expect(view.posts.count > 10, "something has to happen")
  }

  @Test func `a slot that is freed is used in the very turn that frees it`() throws {
    try rehearsal.limit(inFlight: 3)
    for _ in 0..<40 { try rehearsal.insert() }
    rehearsal.run(for: .milliseconds(50))

    for number in 0..<30 {
      let attempt = rehearsal.network.submissions[number]
      rehearsal.network.answer(.submit(attempt), completed("p\(number)"))
      rehearsal.take()
      #expect(rehearsal.network.submissions.count == number + 4)
    }
  }
}

@Suite struct `A prediction without an end` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 1)
    rehearsal.network.script = { sent in
      guard case .poll = sent.exchange else { return nil }
      return (predicted("p1", "processing"), after: .milliseconds(5))
    }
  }

  private var polls: Int { rehearsal.network.polls.count }

  @Test func `is asked after hourly from the second day on, and holds no slot`() throws {
    let stuck = try rehearsal.running()
    let next = try rehearsal.insert()
    rehearsal.run(for: .seconds(86_400 - 120))
    #expect(rehearsal.network.submissions == [stuck])

    rehearsal.run(for: .seconds(240))
    #expect(rehearsal.network.submissions == [stuck, AttemptID(next, 1)])
    let before = polls
    rehearsal.run(for: .seconds(36_000))
    #expect((9...12).contains(polls - before))
  }

  @Test(arguments: [false, true])
  func `gives back no slot twice: not when it ends, nor after a restart`(restarts: Bool) throws {
    let stuck = try rehearsal.running()
    for _ in 0..<5 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(86_500))
    let second = try #require(rehearsal.network.submissions.last)
    #expect(second != stuck)
    rehearsal.answer(.submit(second), accepted("p2"))
    if restarts { try rehearsal.restart() }

    rehearsal.network.script = { sent in
      guard case .poll(let attempt) = sent.exchange else { return nil }
      return (
        attempt == stuck ? completed("p1") : predicted("p2", "processing"),
        after: .milliseconds(5)
      )
    }
    rehearsal.run(for: .seconds(3700))

    #expect(try rehearsal.job(stuck.job).status == .completed)
    #expect(rehearsal.network.submissions == [stuck, second], "the second holds the only slot")
  }
}

@Suite struct `What is learnt of a model's pace` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    try rehearsal.limit(inFlight: 2)
  }

  /// Every prediction takes a minute.
  private func takeAMinute() {
    var ends: [AttemptID: Uptime] = [:]
    rehearsal.network.script = { [rehearsal] sent in
      switch sent.exchange {
      case .submit(let attempt):
        ends[attempt] = rehearsal.clock.uptime + .seconds(60)
        return (accepted("p\(attempt.job)"), after: .milliseconds(20))
      case .poll(let attempt):
        let isOver = ends[attempt].map { $0 <= rehearsal.clock.uptime } ?? true
        return (
          isOver ? completed("p\(attempt.job)") : predicted("p\(attempt.job)", "processing"),
          after: .milliseconds(20)
        )
      default: return nil
      }
    }
  }

  private func pollsOf(_ jobs: ClosedRange<Int64>) throws -> Double {
    Double(
      try rehearsal.count(
        "SELECT sum(polls) FROM attempts WHERE job_id BETWEEN \(jobs.lowerBound) AND \(jobs.upperBound)"
      ))
      / Double(jobs.count)
  }

  @Test func `saves polls, costs no lag, and outlives the daemon`() throws {
    takeAMinute()
    for _ in 0..<60 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(1400))
    try rehearsal.restart()
    rehearsal.run(for: .seconds(900))

    let (first, last) = (try pollsOf(1...2), try pollsOf(51...60))
    #expect(last < first * 0.7, "\(first) polls a job, then \(last)")
    #expect(
      try rehearsal.count("SELECT count(*) FROM jobs WHERE id <= 60 AND status = 'completed'") == 60
    )
    #expect(try rehearsal.count("SELECT count(*) FROM duration_histories") == 1)
    let text = try #require(try rehearsal.shell.text("SELECT slices FROM duration_histories"))
    let median = try #require(DurationHistory(text)).quantile(0.5)
    #expect((55.0...66).contains(median.inSeconds), "\(median)")
  }
}
