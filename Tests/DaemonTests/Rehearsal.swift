import Daemon
import JSON
import Media
import Spool
import SQLite
import Store
import Synchronization
import TestSupport
import Testing
import WaveSpeed

/// The real turn on a real database, with a clock, a network and dice of the test's own.
final class Rehearsal {
  let clock = ManualClock()
  let network: ScriptedNetwork
  let path: String
  let directory: TemporaryDirectory
  let files: ScriptedFiles
  let diary = Diary()
  let outside = Outside()

  /// Another program's connection to the same file: the person with a shell.
  let shell: Connection
  var roll = 0.5

  /// As many submissions may be on the wire, from the next restart on.
  var mostOnTheWire: Int?
  private(set) var store: Store
  private(set) var turn: Turn
  private(set) var outlook: Outlook

  /// Steps of SQLite's machine in the turn that took the most of them; counted while this is not nil.
  var dearest: Int?

  init() throws {
    directory = try TemporaryDirectory()
    network = ScriptedNetwork(clock)
    path = directory.file("queue.db")
    files = ScriptedFiles(clock, directory)
    store = try Store.open(path, for: .daemon, builtIn: builtIn)
    shell = try Connection(path: path, mode: .readWrite)
    network.isInDoubt = { [shell] in
      let doubts = try? shell.integer(
        "SELECT count(*) FROM pauses WHERE reason IN ('key', 'credit')")
      return doubts != 0
    }
    turn = try Turn(
      store: store, world: Rehearsal.world(clock, network, files, diary, outside) { 0.5 },
      life: try Rehearsal.beginLife(store, clock, outside))
    outlook = turn.take([], heardAWrite: true)
    try restart()
  }

  /// The daemon dies, with all that it has in memory and on the wire, and another one starts.
  func restart() throws {
    network.forget()
    files.forget()
    store = try Store.open(path, for: .daemon, builtIn: builtIn)
    turn = try Turn(
      store: store,
      world: Rehearsal.world(clock, network, files, diary, outside, mostOnTheWire) {
        [unowned self] in roll
      },
      life: try Rehearsal.beginLife(store, clock, outside))
    take(heardAWrite: true)
    run(for: .milliseconds(100))
  }

  private static func beginLife(
    _ store: Store, _ clock: ManualClock, _ outside: Outside
  ) throws -> Life {
    try Boot.begin(
      store, inode: 1,
      remembered: DaemonLock.Memory(epoch: 0, inode: 1, pid: 1, unanswered: outside.unanswered),
      pid: 1, version: "0", apiURL: "http://127.0.0.1", at: clock.wall, Log(.error, .text) { _ in })
  }

  private static func world(
    _ clock: ManualClock, _ network: ScriptedNetwork, _ files: ScriptedFiles, _ diary: Diary,
    _ outside: Outside, _ mostOnTheWire: Int? = nil, _ roll: @escaping () -> Double
  ) -> World {
    World(
      now: { (clock.wall, clock.uptime) }, roll: roll, network: network,
      log: Log(.debug, .text) { diary.write($0) }, files: files.world,
      keepOutside: { _, unanswered in outside.unanswered = unanswered },
      mostOnTheWire: mostOnTheWire)
  }
}

extension Rehearsal {
  /// One turn with what has come in.
  @discardableResult
  func take(heardAWrite: Bool = false) -> Outlook {
    let before = dearest.map { _ in store.connection.effort.steps }
    outlook = turn.take(network.collect(), files: files.collect(), heardAWrite: heardAWrite)
    if let before { dearest = max(dearest ?? 0, store.connection.effort.steps - before) }
    return outlook
  }

  /// Takes turns as the daemon does: whenever one is due, or an answer comes in. Answers how many
  /// it took; a turn is thought to last 50 microseconds.
  @discardableResult
  func run(for span: Duration, heardAWrite: Bool = true, atMost most: Int = 20_000) -> Int {
    let end = clock.uptime + span
    take(heardAWrite: heardAWrite)
    var turns = 1
    while outlook.fatal == nil {
      clock.advance(by: .microseconds(50))
      let next =
        [outlook.nextTurn, network.nextAnswer, files.nextAnswer].compactMap(\.self).min()
        ?? outlook.nextTurn
      guard next < end, clock.uptime < end else { break }
      clock.advance(to: next)
      take()
      turns += 1
      guard turns < most else {
        Issue.record("the daemon span: \(turns) turns in \(clock.uptime.since(end) + span)")
        break
      }
    }
    clock.advance(to: end)
    return turns
  }

  func answer(_ exchange: Exchange, _ result: Answer.Result) {
    network.answer(exchange, result)
    run(for: .milliseconds(20), heardAWrite: false)
  }
}

extension Rehearsal {
  /// Queues a job by hand and answers its id. The daemon has not seen it yet.
  @discardableResult
  func insert(
    _ model: String = "wavespeed/kissing-pro", _ input: String? = nil, priority: Int = 0,
    maxAttempts: Int = 3, runAfter: Timestamp? = nil
  ) throws -> JobID {
    try shell.prepare(
      """
      INSERT INTO jobs (model, input, priority, max_attempts, run_after)
      VALUES (?1, ?2, ?3, ?4, ?5)
      """
    ).run(model, input ?? exampleInput(of: model), priority, maxAttempts, runAfter)
    return JobID(shell.lastInsertRowID)
  }

  /// Queues a job and lets the daemon submit it.
  func submitted(_ model: String = "wavespeed/kissing-pro") throws -> AttemptID {
    let job = try insert(model)
    run(for: .milliseconds(20))
    return try #require(network.submissions.last { $0.job == job })
  }

  /// Queues a job, and the API takes it.
  func running(_ prediction: String = "p1") throws -> AttemptID {
    let attempt = try submitted()
    answer(.submit(attempt), accepted(prediction))
    return attempt
  }

  /// A person says what became of an uncertain job.
  func settle(_ job: JobID, _ resolution: Resolution) throws {
    let resolved = try resolve(job, resolution)
    guard case .done = resolved else { throw Unsettled(resolved: resolved) }
  }

  /// The same, where it may be refused.
  func resolve(_ job: JobID, _ resolution: Resolution) throws -> Resolved {
    let person = try Store.open(path, for: .writer(patience: .zero), builtIn: builtIn)
    let moment = Moment(wall: clock.wall, uptime: clock.uptime, roll: 0)
    return try person.writing { () throws(SQLiteError) in
      try person.resolve(job, resolution, at: moment)
    }
  }

  struct Unsettled: Error {
    let resolved: Resolved
  }

  func sql(_ script: String) throws {
    try shell.execute(script)
  }

  func limit(_ scope: String = "", inFlight: Int? = nil, perMinute: Int? = nil) throws {
    try shell.prepare(
      """
      INSERT INTO limits (scope, in_flight, per_minute, polls_per_second)
      VALUES (?1, ?2, ?3, NULL) ON CONFLICT (scope) DO UPDATE SET
        in_flight = excluded.in_flight, per_minute = excluded.per_minute,
        polls_per_second = excluded.polls_per_second
      """
    ).run(scope, inFlight, perMinute)
    run(for: .milliseconds(20))
  }

  func job(_ id: JobID) throws -> JobRow {
    try #require(
      try shell.prepare("SELECT * FROM jobs WHERE id = ?1").first(id) { JobRow($0) })
  }

  /// Status, outcome of the newest attempt, attempts used.
  func standing(_ id: JobID) throws -> String {
    try shell.text(
      """
      SELECT status || ' ' || coalesce((SELECT outcome FROM attempts WHERE job_id = jobs.id
        ORDER BY number DESC LIMIT 1), '-') || ' ' || attempts FROM jobs WHERE id = ?1
      """, id) ?? "no such job"
  }

  func count(_ query: String) throws -> Int64 {
    try shell.integer(query) ?? 0
  }

  /// The kinds of a job's events, oldest first.
  func events(_ id: JobID) throws -> [String] {
    try shell.prepare("SELECT kind FROM events WHERE job_id = ?1 ORDER BY id").rows(id) {
      $0.text(0)
    }
  }

  /// The pauses that hold, as `scope reason`; the account is `account`.
  func pauses() throws -> [String] {
    try shell.prepare(
      "SELECT iif(scope = '', 'account', scope) || ' ' || reason FROM pauses ORDER BY 1"
    ).rows { $0.text(0) }
  }
}

/// What the daemon has logged.
final class Diary: Sendable {
  private let lines = Mutex<[String]>([])

  func write(_ line: String) { lines.withLock { $0.append(line) } }
  var text: String { lines.withLock { $0.joined() } }
}

/// What the lock file would keep from life to life.
final class Outside {
  var unanswered: Timestamp?
}

let builtIn = Catalog.builtIn.models.map { CatalogEntry(name: $0.name.text, item: $0.json.text) }

func exampleInput(of model: String) -> String {
  ["wavespeed-ai/veo2-i2v", "vidu/image-to-video-2.0"].contains(model)
    ? #"{"image":"https://example.com/a.png","prompt":"a man bows"}"#
    : #"{"image":"https://example.com/a.png"}"#
}
