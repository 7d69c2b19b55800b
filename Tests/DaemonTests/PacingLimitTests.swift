import Daemon
import Spool
import SQLite
import Store
import TestSupport
import Testing

@Suite struct `As the server sees it` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  private static let models = ["wavespeed/kissing-pro", "video-effects/live-memory"]

  private func set(_ limit: ServerView.Limit, of scope: String) throws {
    func sql(_ number: Int?) -> String { number.map(String.init) ?? "NULL" }
    try rehearsal.sql(
      """
      INSERT OR REPLACE INTO limits (scope, in_flight, per_minute, polls_per_second) VALUES
        ('\(scope)', \(sql(limit.inFlight)), \(sql(limit.perMinute)), \(sql(limit.pollsPerSecond)))
      """)
  }

  /// The account's limits are always some; a model's may be lifted.
  private func change(_ view: ServerView, _ dice: inout Dice) throws {
    func perhaps(_ number: Int, _ isSure: Bool) -> Int? {
      isSure || dice.roll() < 0.7 ? number : nil
    }
    let scope = dice.roll() < 0.4 ? "" : Self.models[dice.number(0...1)]
    let limit = ServerView.Limit(
      inFlight: perhaps(dice.number(1...8), scope.isEmpty),
      perMinute: perhaps(dice.number(5...44), scope.isEmpty),
      pollsPerSecond: perhaps(dice.number(1...8), scope.isEmpty))
    try set(limit, of: scope)
    // Polls need no commit, and so they learn of it only when the daemon has heard of it.
    var meanwhile = limit
    meanwhile.pollsPerSecond = nil
    view.limits[scope] = meanwhile
    rehearsal.run(for: .milliseconds(20))
    view.limits[scope] = limit
  }

  @Test(arguments: UInt64(1)...12)
  func
    `no limit of account or model is exceeded, while people change them, jobs are cancelled and daemons die`(
      seed: UInt64
    ) throws
  {
    var dice = Dice(seed: seed)
    let view = ServerView(rehearsal.clock, seed: seed)
    rehearsal.network.script = { view.answer($0) }
    for (scope, limit) in view.limits { try set(limit, of: scope) }
    for _ in 0..<80 {
      for model in Self.models { try rehearsal.insert(model) }
    }

    for _ in 0..<60 {
      rehearsal.roll = dice.roll()
      let heard = dice.roll() < 0.5
      switch dice.roll() {
      case ..<0.2:
        try change(view, &dice)
      case ..<0.3:
        view.losesConnections()
        try rehearsal.restart()
      case ..<0.45:
        try rehearsal.sql(
          "UPDATE jobs SET status = 'cancelled' WHERE id IN (SELECT id FROM jobs WHERE status = 'running' LIMIT 1)"
        )
      default: break
      }
      rehearsal.run(for: .milliseconds(Int(8000 * dice.roll())), heardAWrite: heard)
    }

    #expect(view.broken == [], "seed \(seed)")
    let posts = Self.models.map { view.posts(of: $0) }
    #expect(posts.allSatisfy { $0 > 0 } && posts.reduce(0, +) > 5, "something has to happen")
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
