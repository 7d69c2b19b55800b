import JSON
import SQLite
import TestSupport

/// A queue in a real database, and the real command line on it.
final class QueueUnderTest {
  let directory: TemporaryDirectory
  let path: String
  private let program: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.db")
    program = try Program.built("wavespool")
    let made = try run("db", "migrate")
    guard made.status == .exited(0) else { throw Unexpected(made) }
  }

  struct Unexpected: Error {
    let ended: Program.Ended
    init(_ ended: Program.Ended) { self.ended = ended }
  }

  /// The program started, to be watched while it runs.
  func start(_ words: String..., environment: [String: String] = [:]) throws -> Program {
    try Program(program, words + ["--db", path], environment: environment)
  }

  func run(_ words: String..., environment: [String: String] = [:]) throws -> Program.Ended {
    try Program.run(program, words + ["--db", path], environment: environment)
  }

  /// What a command answers with `--json`.
  func json(_ words: String...) throws -> JSON {
    let ended = try Program.run(program, words + ["--json", "--db", path])
    return try JSON(parsing: ended.stdout)
  }

  /// Like a shell of SQLite's: what it writes is written by hand, unless it says otherwise.
  func sql(_ script: String) throws {
    let connection = try Connection(path: path, mode: .readWrite, busyTimeout: .seconds(10))
    connection.setWALAutocheckpoint(pages: 0)
    try connection.execute(script)
  }

  func number(_ sql: String) throws -> Int64? {
    try Connection(path: path, mode: .readWrite, busyTimeout: .seconds(10)).integer(sql)
  }

  func text(_ sql: String) throws -> String? {
    try Connection(path: path, mode: .readWrite, busyTimeout: .seconds(10)).text(sql)
  }

  static let model = "wavespeed/kissing-pro"

  /// A job in any status, as the daemon would have left it, with an attempt where one was made.
  /// Returns its id.
  @discardableResult
  func add(
    _ status: String, outcome: String? = nil, prediction: String? = nil, price: String = "0.40",
    error: String? = nil, tags: String = "[]", model: String = QueueUnderTest.model,
    created: String = "-0 days"
  ) throws -> Int64 {
    let connection = try Connection(path: path, mode: .readWrite, busyTimeout: .seconds(10))
    let hasEnded = ["completed", "failed", "cancelled"].contains(status)
    let insert = try connection.prepare(
      """
      INSERT INTO jobs (model, input, status, attempts, price_usd, prediction_id, error, tags,
        created_at, submitted_at, finished_at, outputs, revision, actor)
      VALUES (?1, '{"image":"https://example.com/a.png"}', ?2, ?3, ?4, ?5, ?6, ?7,
        strftime('%Y-%m-%d %H:%M:%f', 'now', ?8),
        CASE WHEN ?3 THEN strftime('%Y-%m-%d %H:%M:%f', 'now', '-10 seconds') END,
        CASE WHEN ?9 THEN strftime('%Y-%m-%d %H:%M:%f', 'now') END,
        CASE WHEN ?2 = 'completed' THEN '["https://example.com/out.mp4"]' END, 1, 'daemon')
      """)
    let attempts = outcome == nil ? 0 : 1
    try insert.run(
      model, status, attempts, Double(price), prediction, error, tags, created, hasEnded)
    let id = connection.lastInsertRowID
    guard let outcome else { return id }
    let ledger = try connection.prepare(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at, price_usd)
      VALUES (?1, 1, ?2, 1, ?3, ?4, strftime('%Y-%m-%d %H:%M:%f', 'now', '-10 seconds'), ?5)
      """)
    try ledger.run(id, model, outcome, prediction, Double(price))
    return id
  }
}

extension Program.Ended {
  var lines: [String] { stdout.split(separator: "\n").map(String.init) }
}
