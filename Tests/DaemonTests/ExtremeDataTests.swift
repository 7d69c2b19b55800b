import Daemon
import Spool
import SQLite
import Store
import Testing
import WaveSpeed

/// A column that people may write, and what it may be made to hold where the schema's rules are
/// switched off.
struct ExtremeColumn: Sendable, CustomTestStringConvertible {
  let table: String
  let column: String
  let values: [String]

  var testDescription: String { "\(table).\(column)" }

  private static func columns(_ table: String, _ values: [String], _ names: String) -> [Self] {
    names.split(separator: " ").map {
      ExtremeColumn(table: table, column: String($0), values: values)
    }
  }

  private static let integers = ["9223372036854775807", "-9223372036854775808", "0"]
  private static let reals = ["9e999", "-9e999", "1.7e308", "5e-324", "4.6e12"]
  private static let times = [
    "'9999-12-31 23:59:59.999'", "'0000-01-01 00:00:00.000'", "'soon'", "''",
  ]
  private static let texts = [
    "'9223372036854775807'", "'-1'", "'9223372036854775807d'", "'106751991167300d'",
    "'9223372036854775807TB'", "'1e400'", "'0'", "''", "'0:0 0:-1 999:1'", "'0:1000000 1:1000000'",
  ]

  static let all =
    columns("jobs", integers, "priority max_attempts attempts inference_ms error_code revision")
    + columns("jobs", reals, "max_price_usd price_usd")
    + columns("jobs", times, "created_at run_after submitted_at started_at finished_at")
    + columns(
      "attempts", integers, "number epoch looks polls inference_ms error_code http_status")
    + columns("attempts", reals, "price_usd charged_usd given_back_usd")
    + columns("attempts", times, "sent_at accepted_at finished_at lost_at")
    + columns("limits", integers, "in_flight per_minute in_flight_for_now")
    + columns("limits", reals, "polls_per_second")
    + columns("pauses", integers, "step") + columns("pauses", times, "since until")
    + columns("budgets", reals, "per_day_usd total_usd")
    + columns("budgets", times, "total_since")
    + columns("quotes", reals, "price_usd") + columns("quotes", times, "at")
    + columns("settings", texts, "value") + columns("duration_histories", texts, "slices")
    + columns("outputs", integers, "position bytes nsfw")
    + columns("outputs", times, "expires_at")
    + columns("uploads", integers, "width height bytes")
    + columns("uploads", times, "uploaded_at expires_at")
    + columns("orphans", reals, "price_usd") + columns("imports", integers, "jobs")
    + columns("daemon", integers, "epoch pid api_ahead_ms api_ahead_epoch")
    + columns("daemon", reals, "balance_usd")
    + columns("daemon", times, "started_at stopped_at balance_at bills_read_to")
    + columns("daemon", texts, "meters")
}

@Suite struct `Nothing that people write` {
  @Test(arguments: ExtremeColumn.all)
  func `stops the daemon, nor keeps it from recording`(extreme: ExtremeColumn) throws {
    let rehearsal = try Rehearsal()
    try prepare(rehearsal)
    for value in extreme.values {
      try replenish(rehearsal)
      try write(value, to: extreme, rehearsal)
      rehearsal.run(for: .seconds(5))
      rehearsal.clock.setWall(by: .seconds(10))
      rehearsal.run(for: .seconds(5))
      try rehearsal.restart()
      rehearsal.run(for: .seconds(65))

      #expect(rehearsal.outlook.fatal == nil)
      #expect(!rehearsal.outlook.hasUnrecorded)
      let since = rehearsal.clock.wall - .seconds(61)
      #expect(
        try rehearsal.count(
          "SELECT heartbeat_at > '\(since.sqlText)' FROM daemon") == 1,
        "\(value): \(rehearsal.diary.text.suffix(400))")
    }
  }

  /// Claims to be the daemon's own hand, which triggers refuse least. Where several rows cannot hold
  /// the same, one does.
  private func write(
    _ value: String, to extreme: ExtremeColumn, _ rehearsal: Rehearsal
  ) throws {
    let column = extreme.column
    let raise = column == "revision" ? "" : ", revision = revision + 1"
    let hand = extreme.table == "jobs" ? "\(raise), actor = 'daemon'" : ""
    do throws(SQLiteError) {
      try rehearsal.shell.execute(
        "UPDATE OR IGNORE \(extreme.table) SET \(column) = \(value)\(hand)")
      #expect(rehearsal.shell.changes > 0, "\(value) never got in")
    } catch {
      // What a trigger refuses is never read.
      guard error.code == .constraint else { throw error }
    }
  }

  /// Pauses end and prices age: there are to be some whenever something is written to them.
  private func replenish(_ rehearsal: Rehearsal) throws {
    let past = rehearsal.clock.wall - .seconds(60)
    try rehearsal.sql(
      """
      INSERT OR IGNORE INTO pauses (scope, reason, until, step)
        VALUES ('', 'key', '\(past.sqlText)', 3), ('', 'unsure', '\(past.sqlText)', 3),
        ('wavespeed/kissing-pro', 'failing', '\(past.sqlText)', 3);
      INSERT OR IGNORE INTO quotes VALUES ('wavespeed/kissing-pro', 'x', 1, '\(past.sqlText)');
      """)
  }

  /// One of everything: what runs, is lost, waits, has ended; and what steers it.
  private func prepare(_ rehearsal: Rehearsal) throws {
    rehearsal.network.isScripted = { _ in true }
    // Every kind of answer in turn, so that whatever was written is counted on from.
    var submissions = 0
    var polls = 0
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .submit(let attempt):
        submissions += 1
        let refusals = [
          replied(429), lostOnTheWay, replied(422), replied(401), replied(402), notSent,
          replied(500),
        ]
        let isTaken = submissions % 2 == 1
        return (
          isTaken ? accepted("p\(attempt.job)-\(attempt.number)") : refusals[submissions / 2 % 7],
          .milliseconds(5)
        )
      case .poll:
        polls += 1
        let prediction = sent.request.path.split(separator: "/").dropLast().last.map(String.init)
        let name = prediction ?? ""
        let answers = [
          predicted(name, "processing"), failed(name, code: 5000), completed(name), replied(404),
        ]
        return (answers[polls % 4], .milliseconds(5))
      case .balance: return (replied(200, #"{"data":{"balance":100}}"#), .milliseconds(5))
      case .quote: return (replied(200, #"{"data":{"price":0.4}}"#), .milliseconds(5))
      case .history, .comparison:
        return (replied(200, #"{"data":{"page":1,"items":[]}}"#), .milliseconds(5))
      case .billing, .bills:
        return (replied(200, #"{"data":{"page":1,"has_more":false,"items":[]}}"#), .milliseconds(5))
      case .place: return nil
      }
    }
    _ = try rehearsal.submitted()
    _ = try rehearsal.submitted("video-effects/live-memory")
    try rehearsal.limit(inFlight: 4, perMinute: 10)
    try rehearsal.insert(runAfter: rehearsal.clock.wall + .seconds(60))
    let past = rehearsal.clock.wall - .seconds(60)
    try replenish(rehearsal)
    try rehearsal.sql(
      """
      INSERT INTO budgets (scope, per_day_usd, total_usd, total_since) VALUES
        ('', 5, 50, '\(past.sqlText)'), ('wavespeed/kissing-pro', 5, 50, '\(past.sqlText)');
      INSERT INTO limits (scope, in_flight, per_minute, polls_per_second, in_flight_for_now)
        VALUES ('wavespeed/kissing-pro', 4, 10, 5, 2);
      INSERT INTO settings VALUES ('poll_min', '2s'), ('poll_max', '30s'), ('disk_floor', '1GB'),
        ('largest_output', '1GB'), ('balance_floor', '1'), ('uncertain_policy', 'hold'),
        ('nsfw', 'save'), ('unknown_price', 'hold');
      INSERT INTO duration_histories VALUES ('wavespeed/kissing-pro', '100:1000 120:2000');
      INSERT INTO uploads VALUES ('00', 'http://127.0.0.1', 'png', 8, 8, 8, 'https://x/',
        '\(past.sqlText)', '\(past.sqlText)');
      INSERT INTO orphans (prediction_id, model, price_usd) VALUES ('q', 'a/b', 1);
      INSERT INTO imports VALUES ('00', '\(past.sqlText)', 1);
      """)
    for _ in 0..<12 { try rehearsal.insert() }
    rehearsal.run(for: .seconds(5))
    let ended = try rehearsal.insert("video-effects/live-memory")
    try rehearsal.sql(
      """
      INSERT INTO outputs (job_id, position, url, expires_at)
        VALUES (\(ended), 0, 'https://cdn.test/a.mp4', '\(past.sqlText)');
      """)
    rehearsal.run(for: .seconds(20))
    try rehearsal.sql("PRAGMA ignore_check_constraints = ON")
  }
}
