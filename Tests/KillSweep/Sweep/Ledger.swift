import SQLite

/// What the queue believes: its jobs and what was tried for them.
struct Ledger {
  let jobs: [Job]

  struct Job {
    let id: Int64
    let input: String
    let status: String
    let outputs: Int
    let saved: Int
    let attempts: Int
    let maxAttempts: Int
    var tries: [Try] = []
  }

  /// One submission that may have left.
  struct Try {
    let number: Int
    let outcome: String
    let prediction: String?

    /// Whether the charge may be there without our knowing its prediction.
    var mayHide: Bool {
      prediction == nil && ["sending", "uncertain", "given_up"].contains(outcome)
    }

    /// Whether another one may be paid for after this one.
    var isOver: Bool { ["failed", "given_up"].contains(outcome) }
  }

  init(_ queue: Queue) throws {
    let connection = try queue.connection()
    let check = try connection.text("PRAGMA integrity_check")
    guard check == "ok" else { throw Broken("the database is whole", check ?? "no answer") }
    var tries: [Int64: [Try]] = [:]
    try connection.prepare(
      """
      SELECT job_id, number, outcome, prediction_id FROM attempts
      WHERE outcome NOT IN ('not_sent', 'throttled', 'rejected')
      """
    ).forEach { row in
      tries[row.int64(0), default: []].append(
        Try(number: row.int(1), outcome: row.text(2), prediction: row.optionalText(3)))
      return true
    }
    jobs = try connection.prepare(
      """
      SELECT id, input, status, coalesce(json_array_length(outputs), 0),
        (SELECT count(*) FROM outputs WHERE job_id = id AND outputs.status = 'saved'),
        attempts, max_attempts
      FROM jobs ORDER BY id
      """
    ).rows { row in
      Job(
        id: row.int64(0), input: row.text(1), status: row.text(2), outputs: row.int(3),
        saved: row.int(4), attempts: row.int(5), maxAttempts: row.int(6),
        tries: tries[row.int64(0)] ?? [])
    }
  }
}
