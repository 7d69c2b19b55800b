import Daemon
import SQLite
import Spool
import WaveSpeed

/// The promises, looked at from outside: the API's own book on one side, the committed rows on the
/// other.
final class Checks {
  var open: Rows?
  let disk: Disk
  let path: String
  let api: API
  let wire: Wire
  let people: People
  let clock: MachineClock
  let trace: Trace

  private(set) var broken: Violation?
  var isQuiet = false
  var lastEvent: Int64 = 0

  /// The ledger that was last added up.
  var addedUp: [Rows.Attempt] = []
  var told: [Int64: String] = [:]
  var authorised: [Int64: Int] = [:]

  /// What a committed row has ever shown.
  var everRecorded: Set<PredictionID> = []

  // After a backup was restored: what the database still knew, and whose submissions it may not.
  var remembered: Set<AttemptID>?
  var lastForgottenLife = 0
  var restores: [Restore] = []

  struct Restore {
    /// The last life before it.
    let life: Int
    let at: Uptime
    let newestJob: Int64
  }

  /// A person has looked at what nobody owns, and said that the queue may go on.
  var mayPayAgain = false
  /// What each attempt was to send, and which of them left: the daemon may have died in between.
  var bodies: [AttemptID: [UInt8]] = [:]
  var left: Set<AttemptID> = []

  /// What has left since, perhaps in the same life: a daemon goes on when the copy is as it was.
  var leftSinceRestore: Set<Wire.Sending> = []
  var uncertainSince: [AttemptID: Uptime] = [:]
  var arrivedPosts: [(at: Uptime, model: String)] = []
  var arrivedPolls: [(at: Uptime, life: Int)] = []

  /// Jobs that could go, for as long as nothing keeps the daemon from noticing them.
  var canGoSince: [Int64: Uptime] = [:]
  var isDisturbed = true
  var undisturbedSince = Uptime.start
  var sendingSince: [AttemptID: Uptime] = [:]

  /// How long what people wrote may stay unknown to the daemon.
  var noticeWithin = Duration.seconds(3)

  /// Until then what people set may be unread: it is read in the transaction that writes.
  var unwritableUntil = Uptime.start

  /// The history gives inputs back, and the clock was never set.
  var historyIsPlain = false

  /// The clock was set, and no daemon was there to follow it: how old things are is anybody's guess.
  var agesAreUnknown = false

  /// After the clock was set while no daemon lived, its minute cannot be known.
  var minuteIsUnknownUntil = Uptime.start
  var livesSince = Uptime.start

  init(
    _ disk: Disk, path: String, _ api: API, _ wire: Wire, _ people: People, _ clock: MachineClock,
    _ trace: Trace
  ) throws(SQLiteError) {
    self.disk = disk
    self.path = path
    self.api = api
    self.wire = wire
    self.people = people
    self.clock = clock
    self.trace = trace
    disk.enter(.people)
    open = try Rows(disk, path: path)
  }

  /// The database knows less than it did: what was paid for since is nobody's, until it is found.
  func forget() throws(SQLiteError) {
    disk.enter(.people)
    var known: Set<AttemptID> = []
    for attempt in try rows.attempts() { known.insert(attempt.id) }
    remembered = remembered.map { $0.intersection(known) } ?? known
    lastForgottenLife = wire.life
    restores.append(
      Restore(
        life: wire.life, at: clock.uptime, newestJob: try rows.jobs().map(\.id).max() ?? 0))
    bodies = bodies.filter { known.contains($0.key) }
    left.formIntersection(known)
    leftSinceRestore = []
    lastEvent = 0
    addedUp = []
    told = [:]
    minuteIsUnknownUntil = clock.uptime + .seconds(400)
  }

  /// The power is back.
  func comeBack() throws(SQLiteError) {
    disk.enter(.people)
    open = try Rows(disk, path: path)
  }

  func hangUp() { open = nil }

  var rows: Rows {
    guard let open else { preconditionFailure("nobody looks while the power is out") }
    return open
  }

  func isForgotten(_ prediction: Prediction) -> Bool {
    isForgotten(prediction.sending)
  }

  func isForgotten(_ sending: Wire.Sending) -> Bool {
    guard let remembered, sending.life <= lastForgottenLife else { return false }
    return !remembered.contains(sending.attempt) && !leftSinceRestore.contains(sending)
  }

  func fail(_ words: String) {
    guard broken == nil else { return }
    trace.say { "BROKEN: \(words)" }
    broken = Violation(words)
  }

  func reading(_ body: () throws(SQLiteError) -> Void) {
    disk.enter(.people)
    do throws(SQLiteError) {
      try body()
    } catch {
      // Without a log, what a neighbour has begun cannot be undone, nor be read past, until it is
      // writable again.
      if disk.isReadOnly, error.code == .cantOpen { return }
      fail("the database cannot be read: \(error)")
    }
  }
}
