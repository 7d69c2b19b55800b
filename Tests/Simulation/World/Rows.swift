import SQLite
import Spool

/// What the checks read: all that is committed, through a connection of their own.
final class Rows {
  let connection: Connection
  private let attemptRows: Statement
  private let jobRows: Statement
  private let eventRows: Statement
  private let orphanRows: Statement
  private let budgetRows: Statement
  private let spendingRow: Statement
  private let freedomRow: Statement
  private let version: Statement
  private var seenVersion: Int64 = -1

  struct Attempt: Equatable {
    let id: AttemptID
    let model: String
    let outcome: Outcome
    let prediction: PredictionID?
    let body: String?
    let looks: Int
    let needsPerson: String?
    let price: Money?
    let isRefunded: Bool
    let sentAt: String
  }

  struct Job {
    let id: Int64
    let model: String
    let status: Status
    let attempts: Int
    let maxAttempts: Int
    let prediction: PredictionID?
    let outputs: String?
    let error: String?

    /// Queued, never tried, and for now.
    let isFresh: Bool
  }

  struct Event {
    let id: Int64
    let job: Int64?
    let kind: String
    let from: String?
    let to: String?
    let actor: String
    let detail: String?
  }

  struct Budget {
    let scope: String
    let perDay: Double?
    let total: Double?
    let since: String
  }

  init(_ disk: Disk, path: String) throws(SQLiteError) {
    connection = try Connection(path: path, mode: .readWrite, vfs: disk.name)
    connection.setWALAutocheckpoint(pages: 0)
    attemptRows = try connection.prepare(
      """
      SELECT job_id, number, model, outcome, prediction_id, body, looks, needs_person,
             price_usd, refunded, sent_at
      FROM attempts
      """)
    jobRows = try connection.prepare(
      """
      SELECT id, model, status, attempts, max_attempts, prediction_id, outputs, error,
             status = 'queued' AND attempts = 0 AND run_after IS NULL AND retry_at IS NULL
      FROM jobs
      """)
    eventRows = try connection.prepare(
      """
      SELECT id, job_id, kind, from_status, to_status, actor, detail FROM events
      WHERE id > ?1 ORDER BY id
      """)
    orphanRows = try connection.prepare("SELECT prediction_id FROM orphans")
    budgetRows = try connection.prepare(
      "SELECT scope, per_day_usd, total_usd, total_since FROM budgets WHERE scope IN ('', ?1)")
    spendingRow = try connection.prepare(
      "SELECT total(spent_usd), total(pending_usd) FROM spending")
    freedomRow = try connection.prepare(
      """
      SELECT NOT EXISTS (SELECT 1 FROM pauses) AND NOT EXISTS (SELECT 1 FROM budgets)
         AND NOT EXISTS (SELECT 1 FROM limits WHERE per_minute IS NOT NULL)
      """)
    version = try connection.prepare("PRAGMA data_version")
  }

  /// Whether anybody has committed since the last time.
  func haveChanged() throws(SQLiteError) -> Bool {
    let now = try version.first { $0.int64(0) } ?? 0
    defer { seenVersion = now }
    return now != seenVersion
  }

  func attempts() throws(SQLiteError) -> [Attempt] {
    try attemptRows.rows { row throws(SQLiteError) in
      Attempt(
        id: AttemptID(JobID(row.int64(0)), row.int(1)), model: row.text(2),
        outcome: Outcome(rawValue: row.text(3)) ?? .uncertain,
        prediction: row.optionalText(4).map { PredictionID($0) }, body: row.optionalText(5),
        looks: row.int(6), needsPerson: row.optionalText(7),
        price: row.optionalDouble(8).flatMap { Money(dollars: $0) }, isRefunded: row.bool(9),
        sentAt: row.text(10))
    }
  }

  func jobs() throws(SQLiteError) -> [Job] {
    try jobRows.rows { row throws(SQLiteError) in
      Job(
        id: row.int64(0), model: row.text(1), status: Status(rawValue: row.text(2)) ?? .queued,
        attempts: row.int(3), maxAttempts: row.int(4),
        prediction: row.optionalText(5).map { PredictionID($0) }, outputs: row.optionalText(6),
        error: row.optionalText(7), isFresh: row.bool(8))
    }
  }

  func events(after id: Int64) throws(SQLiteError) -> [Event] {
    try eventRows.rows(id) { row throws(SQLiteError) in
      Event(
        id: row.int64(0), job: row.optionalInt64(1), kind: row.text(2),
        from: row.optionalText(3), to: row.optionalText(4), actor: row.text(5),
        detail: row.optionalText(6))
    }
  }

  func orphans() throws(SQLiteError) -> Set<String> {
    Set(try orphanRows.rows { $0.text(0) })
  }

  func budgets(over model: String) throws(SQLiteError) -> [Budget] {
    try budgetRows.rows(model) { row throws(SQLiteError) in
      Budget(
        scope: row.text(0), perDay: row.optionalDouble(1), total: row.optionalDouble(2),
        since: row.optionalText(3) ?? "")
    }
  }

  /// As the view tells it to people.
  func spending() throws(SQLiteError) -> (settled: Double, reserved: Double) {
    try spendingRow.first { ($0.optionalDouble(0) ?? 0, $0.optionalDouble(1) ?? 0) } ?? (0, 0)
  }

  /// Whether neither a pause nor a budget nor a limit of the minute can be what a job waits for.
  func isFreeToGo() throws(SQLiteError) -> Bool {
    try freedomRow.first { $0.bool(0) } ?? false
  }
}
