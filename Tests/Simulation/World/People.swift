import SQLite
import Spool
import Store
import WaveSpeed

/// Everybody else on the machine: shells, commands, a neighbour with a long transaction.
final class People {
  private let disk: Disk
  private let path: String
  private let clock: MachineClock
  private let trace: Trace
  private var connection: Connection?
  private var inserting: Inserting?
  private var neighbours: [Part.Neighbour: Connection] = [:]
  private var writers: [Int: Connection] = [:]

  /// The job of each arrival, once it is there.
  private(set) var jobs: [Int: Int64] = [:]
  private var edits = 0
  private var backups = 0
  private(set) var backup: String?

  /// What was in force, and since when: the checks need to know what the daemon may not know yet.
  var limits = LimitLog()
  private(set) var pausedSince: [String: Uptime] = [:]

  init(
    _ disk: Disk, path: String, _ clock: MachineClock, _ trace: Trace
  ) throws(SQLiteError) {
    self.disk = disk
    self.path = path
    self.clock = clock
    self.trace = trace
    connection = try People.connect(disk, path)
  }

  private static func connect(_ disk: Disk, _ path: String) throws(SQLiteError) -> Connection {
    disk.enter(.people)
    let made = try Connection(path: path, mode: .readWrite, vfs: disk.name)
    made.setWALAutocheckpoint(pages: 0)
    return made
  }

  /// The power is back: nothing of what was open is left.
  func comeBack() throws(SQLiteError) {
    connection = try People.connect(disk, path)
  }

  func hangUp() {
    inserting = nil
    connection = nil
  }

  private func insert() throws(SQLiteError) -> Inserting {
    if let inserting { return inserting }
    let made = try Inserting(shell)
    inserting = made
    return made
  }

  private var shell: Connection {
    guard let connection else { preconditionFailure("nobody is there while the power is out") }
    return connection
  }

  func loseEverything() {
    neighbours = [:]
    writers = [:]
  }

  func enqueue(_ arrival: Int, _ wish: Part.Wish) throws(SQLiteError) {
    let model = Catalogue.models[wish.model].name.text
    let input = wish.isInvalid ? #"{"promt":"a"}"# : #"{"prompt":"a\#(wish.twin ?? arrival)"}"#
    let after = wish.after.map { (clock.wall + $0).sqlText }
    let key = wish.key.map { "key \($0)" }
    if wish.writer == .cli, let key,
      try shell.integer(
        "SELECT id FROM jobs WHERE dedup_key = '\(key)' AND status IN "
          + "('queued', 'submitting', 'uncertain', 'running')") != nil
    {
      trace.say { "  cli: the key \(key) is taken" }
      return
    }
    let revision: Int64 = wish.writer == .cli ? 1 : 0
    let actor: String? = wish.writer == .cli ? "cli" : nil
    try shell.immediate { () throws(SQLiteError) in
      try insert().run(
        model, input, Int64(wish.priority), after, key, Int64(wish.maxAttempts), revision, actor)
    }
    let job = shell.lastInsertRowID
    jobs[arrival] = job
    trace.say { "  job \(job) is there: \(model) \(input)" }
  }

  func act(_ act: Part.Act, arrival: Int) throws(SQLiteError) {
    let id = jobs[arrival] ?? Int64(arrival)
    let own = "revision = revision + 1, actor = 'cli'"
    switch act {
    case .cancel: try run("UPDATE jobs SET status = 'cancelled' WHERE id = \(id)")
    case .cancelByCommand:
      try run(
        """
        UPDATE jobs SET status = 'cancelled', \(own)
        WHERE id = \(id) AND status IN ('queued', 'submitting', 'uncertain', 'running')
        """)
    case .queueAgain: try run("UPDATE jobs SET status = 'queued' WHERE id = \(id)")
    case .queueAgainByCommand:
      try run(
        """
        UPDATE jobs SET status = 'queued', \(own)
        WHERE id = \(id) AND status IN ('failed', 'cancelled')
        """)
    case .editInput:
      edits += 1
      try run(
        "UPDATE jobs SET input = '{\"prompt\":\"edit \(edits)\"}' "
          + "WHERE id = \(id) AND status IN ('queued', 'failed')")
    case .editPriority: try run("UPDATE jobs SET priority = priority + 5 WHERE id = \(id)")
    case .postpone:
      let later = (clock.wall + .seconds(120)).rfc3339
      try run("UPDATE jobs SET run_after = '\(later)' WHERE id = \(id)")
    case .authoriseMore:
      try run("UPDATE jobs SET max_attempts = max_attempts + 1 WHERE id = \(id)")
    case .delete: try run("DELETE FROM jobs WHERE id = \(id)")
    case .limitLower: try limit("", "in_flight", 1)
    case .limitHigher: try limit("", "in_flight", 6)
    case .limitPerMinute: try limit("", "per_minute", 3)
    case .limitModel: try limit("film/plain", "in_flight", 1)
    case .limitPolls: try limit("", "polls_per_second", 1)
    case .pauseAccount: try pause("")
    case .pauseModel: try pause("film/seeded")
    case .resume:
      try run("DELETE FROM pauses WHERE reason <> 'behind'")
      pausedSince = [:]
    case .giveUp: try resolve(id, .giveUp)
    case .resubmit: try resolve(id, .resubmit)
    case .claimToBeRunning: try run("UPDATE jobs SET status = 'running' WHERE id = \(id)")
    }
  }

  /// As `wavespool resolve` does.
  private func resolve(_ id: Int64, _ resolution: Resolution) throws(SQLiteError) {
    do throws(StoreError) {
      let store = try Store.open(path, on: disk.name, for: .writer(patience: .zero))
      let moment = Moment(wall: clock.wall, uptime: clock.uptime, roll: 0)
      let resolved = try store.writing { () throws(SQLiteError) in
        try store.resolve(JobID(id), resolution, at: moment)
      }
      trace.say { "  resolve: \(resolved)" }
    } catch {
      trace.say { "  refused: \(error.message)" }
    }
  }

  /// What becomes of submissions that no look finds.
  func letResubmit() throws(SQLiteError) {
    try run("INSERT INTO settings (key, value) VALUES ('uncertain_policy', 'resubmit')")
  }

  func limit(_ scope: String, _ column: String, _ value: Int?) throws(SQLiteError) {
    let text = value.map(String.init) ?? "NULL"
    try run(
      """
      INSERT INTO limits (scope, \(column)) VALUES ('\(scope)', \(text))
      ON CONFLICT (scope) DO UPDATE SET \(column) = excluded.\(column)
      """)
    limits.set(scope, column, value, at: clock.uptime)
  }

  /// As `wavespool budget` does.
  func set(_ budget: Part.Budget) throws(SQLiteError) {
    guard let films = budget.films else {
      return try run("DELETE FROM budgets WHERE scope = '\(budget.scope)'")
    }
    let column = budget.isPerDay ? "per_day_usd" : "total_usd"
    try run(
      """
      INSERT INTO budgets (scope, \(column), total_since)
      VALUES ('\(budget.scope)', \(films) / 10.0, '\(clock.wall.sqlText)')
      ON CONFLICT (scope) DO UPDATE SET \(column) = excluded.\(column)
      """)
  }

  private func pause(_ scope: String) throws(SQLiteError) {
    try run("INSERT OR IGNORE INTO pauses (scope, reason) VALUES ('\(scope)', 'hand')")
    if pausedSince[scope] == nil { pausedSince[scope] = clock.uptime }
  }

  func backUp() throws(SQLiteError) {
    guard backup == nil else { return }
    // One that failed leaves its file behind.
    backups += 1
    let name = "/backup-\(backups).db"
    try vacuum(into: name)
    backup = name
  }

  private func vacuum(into name: String) throws(SQLiteError) {
    try run("VACUUM INTO '\(name)'")
    disk.sync(name)  // which VACUUM INTO leaves to others
  }

  /// Copies the database, to be put back later.
  func copy() throws(SQLiteError) { try vacuum(into: "/copy.db") }

  func putBack() throws(SQLiteError) {
    // A power cut brings back the journal that VACUUM INTO has removed, which would undo the copy.
    disk.replace("/older.db", with: "/copy.db")
    let older = try People.connect(disk, "/older.db")
    try older.backup(to: shell, pagesPerStep: -1)
  }

  /// After a backup was restored: what is in force is what was.
  func rereadWhatIsInForce() throws(SQLiteError) {
    pausedSince = [:]
    let paused = try shell.prepare("SELECT scope FROM pauses WHERE reason = 'hand'")
      .rows { $0.text(0) }
    for scope in paused { pausedSince[scope] = clock.uptime }
    let columns = ["in_flight", "per_minute", "polls_per_second"]
    limits.forgetModels(at: clock.uptime)
    for column in columns { limits.set("", column, nil, at: clock.uptime) }
    let rows = try shell.prepare(
      "SELECT scope, in_flight, per_minute, polls_per_second FROM limits"
    ).rows { row in
      (
        row.text(0),
        [row.optionalInt(1), row.optionalInt(2), row.optionalDouble(3).map { Int($0) }]
      )
    }
    for (scope, values) in rows {
      for (column, value) in zip(columns, values) {
        limits.set(scope, column, value, at: clock.uptime)
      }
    }
  }

  /// Somebody has looked at the predictions that belong to no job, and lets the queue go on.
  func resumeAfterComparison() throws(SQLiteError) {
    try run("DELETE FROM pauses WHERE reason = 'behind' AND step = 1")
  }

  /// Refusals that were on their way home when everything healed.
  func resumeAfterRefusals() throws(SQLiteError) {
    try run("DELETE FROM pauses WHERE reason = 'permission'")
  }

  /// All that waits for a person is done by one: the last thing that anybody does.
  func putRight() throws(SQLiteError) {
    try run("DELETE FROM pauses WHERE reason IN ('hand', 'permission', 'failing', 'balance')")
    try run("DELETE FROM budgets")
    pausedSince = [:]
    // Named by a clock that was wrong.
    try run(
      """
      UPDATE jobs SET run_after = NULL
      WHERE status = 'queued' AND attempts = 0 AND run_after > datetime('now', '+1 hour')
      """)
    try limit("", "in_flight", 5)
    try limit("", "per_minute", nil)
    try limit("", "polls_per_second", 10)
    try run("DELETE FROM limits WHERE scope <> ''")
    limits.forgetModels(at: clock.uptime)
  }

  private func run(_ sql: String) throws(SQLiteError) {
    try shell.execute(sql)
    trace.say { "  sql: \(sql)" }
  }

  /// Somebody commits: it is heard, cannot be seen yet, and keeps the lock until then.
  func beginWriting(_ part: Part) throws(SQLiteError) {
    let connection = try People.connect(disk, path)
    try connection.execute("BEGIN IMMEDIATE")
    writers[part.number] = connection
  }

  func endWriting(_ part: Part) { writers[part.number] = nil }

  func beginNeighbour(_ neighbour: Part.Neighbour) throws(SQLiteError) {
    let connection = try People.connect(disk, path)
    switch neighbour {
    case .writes:
      try connection.execute("BEGIN IMMEDIATE; INSERT INTO settings VALUES ('theme', 'dark')")
    case .pinsTheLog: try connection.execute("BEGIN; SELECT count(*) FROM jobs")
    }
    neighbours[neighbour] = connection
  }

  func endNeighbour(_ neighbour: Part.Neighbour) {
    // Rolled back: it was never more than a lock.
    neighbours[neighbour] = nil
  }
}

/// The one statement that everybody knows, prepared once: its triggers take a while to compile.
private final class Inserting {
  private let statement: Statement

  init(_ connection: Connection) throws(SQLiteError) {
    statement = try connection.prepare(
      """
      INSERT INTO jobs (model, input, priority, run_after, dedup_key, max_attempts, revision, actor)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """)
  }

  func run(
    _ model: String, _ input: String, _ priority: Int64, _ after: String?, _ key: String?,
    _ maxAttempts: Int64, _ revision: Int64, _ actor: String?
  ) throws(SQLiteError) {
    try statement.run(model, input, priority, after, key, maxAttempts, revision, actor)
  }
}

/// Which limits held when.
struct LimitLog {
  private var entries: [String: [(from: Uptime, value: Int?)]] = [:]

  mutating func set(_ scope: String, _ column: String, _ value: Int?, at now: Uptime) {
    entries["\(column) \(scope)", default: [(.start, nil)]].append((now, value))
  }

  mutating func begin(_ scope: String, _ column: String, _ value: Int?) {
    entries["\(column) \(scope)"] = [(.start, value)]
  }

  mutating func forgetModels(at now: Uptime) {
    for key in entries.keys where !key.hasSuffix(" ") { entries[key]?.append((now, nil)) }
  }

  /// The largest that was in force at any time since; nil when none was for a while.
  func most(_ scope: String, _ column: String, since: Uptime) -> Int? {
    guard let entries = entries["\(column) \(scope)"] else { return nil }
    var most = 0
    for (place, entry) in entries.enumerated() {
      let isOver = place + 1 < entries.count && entries[place + 1].from <= since
      if isOver { continue }
      guard let value = entry.value else { return nil }
      most = max(most, value)
    }
    return most
  }
}
