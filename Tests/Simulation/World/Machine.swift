import Daemon
import SQLite
import Spool
import Store

/// One history, lived through: the machine with its disk and clock, the daemon's lives on it, the
/// people beside it, the API at the other end of the wire.
package final class Machine {
  static let path = "/queue.db"

  let history: History
  let disk: Disk
  let clock: MachineClock
  let trace: Trace
  let api: API
  let wire: Wire
  let people: People
  let checks: Checks

  var life: DaemonLife?
  let lock = LockFile()
  var agenda = DueQueue<Item>()
  var dice: Dice

  /// How the daemon dies next, and when it comes back.
  var death: (loss: Disk.Loss?, restartAfter: Duration)?
  var stopRestart = Duration.seconds(1)
  var frozenUntil = Uptime.start
  var hint = false
  var isRestoring = false

  /// An older state lies under the daemon that lives, which is to end because of it.
  var isPutBack = false
  var heardLogWrites: UInt64 = 0
  var deafUntil = Uptime.start

  /// Until then something may keep the daemon from noticing, or from going on.
  var disturbedUntil = Uptime.start
  var jumped = Duration.zero
  var lastJump = Uptime.start
  var recentTurns: [Uptime] = []
  var isHealed = false

  /// Which file the database is: another after each restoring.
  var inode: UInt64 = 1
  var inodeServed: UInt64 = 1
  package internal(set) var tally = Tally()

  enum Item: Sendable {
    case part(Part)
    case silently(Part)
    case restart
    case end(Part)
    case heal
    case resumeAfterHealing
    case resumeAfterComparison
  }

  /// What a history had in it.
  package struct Tally: Sendable {
    package var lives = 0
    package var deaths = 0
    package var powerCuts = 0
    package var turns = 0
    package var charges = 0
    package var submissions = 0

    package init() {}
  }

  init(_ history: History, on disk: Disk, _ trace: Trace) throws(SQLiteError) {
    self.history = history
    self.disk = disk
    self.trace = trace
    dice = Dice(history.seed, "turns")
    disk.beginWithKept(seed: history.seed)
    clock = MachineClock(disk, serverSkew: history.serverSkew)
    trace.clock = clock
    api = API(history, clock)
    wire = Wire(history, api, clock, disk, trace)
    people = try People(disk, path: Machine.path, clock, trace)
    checks = try Checks(disk, path: Machine.path, api, wire, people, clock, trace)
  }

  package static func live(
    _ history: History, on disk: Disk, _ trace: Trace
  ) -> (broken: Violation?, tally: Tally) {
    do throws(SQLiteError) {
      let machine = try Machine(history, on: disk, trace)
      try machine.run()
      machine.life = nil
      return (machine.checks.broken, machine.tally)
    } catch {
      return (Violation("the machine could not be set up: \(error)"), Tally())
    }
  }

  func run() throws(SQLiteError) {
    disk.enter(.people)
    var dice = Dice(history.seed, "limits")
    try people.limit("", "in_flight", dice.number(2...5))
    if history.resubmits { try people.letResubmit() }
    people.limits.begin("", "in_flight", 5)
    people.limits.begin("", "polls_per_second", 10)
    checks.historyIsPlain =
      history.givesInputs
      && !history.parts.contains { if case .clock = $0.what { true } else { false } }
    wire.whenLeaving = { [unowned self] attempt, request in
      tally.submissions += 1
      checks.leaving(attempt, request)
      disk.enter(.daemon)
    }
    wire.whenArriving = { [unowned self] exchange, request, life in
      checks.arriving(exchange, request, life)
    }
    for part in history.parts {
      if let at = part.at { agenda.insert(.part(part), due: clock.uptime + at) }
    }
    agenda.insert(.heal, due: clock.uptime + History.busyFor)
    agenda.insert(.restart, due: clock.uptime)
    let end = clock.uptime + .seconds(12 * 3600)
    while checks.broken == nil {
      guard let next = nextMoment else { break }
      guard next < end else {
        checks.fail("hours after everything healed: \(checks.stuck())")
        break
      }
      clock.advance(to: next)
      try step()
      if isHealed, checks.isQuiet, life != nil { break }
    }
    tally.charges = api.predictions.count
    if checks.broken == nil { checks.end() }
  }

  var nextMoment: Uptime? {
    var next: Uptime?
    func consider(_ other: Uptime?) {
      if let other { next = min(next ?? other, other) }
    }
    consider(agenda.earliest)
    consider(wire.nextArrival)
    if let life {
      var turn = life.outlook.nextTurn
      if hint || life.hasFinished { turn = clock.uptime }
      if let home = wire.nextAnswer { turn = min(turn, home) }
      consider(max(turn, frozenUntil))
    }
    return next
  }

  func step() throws(SQLiteError) {
    checks.promptness(isDisturbed: isDisturbed)
    wire.arrive()
    while let item = agenda.popDue(at: clock.uptime) { try perform(item) }
    listen()
    switch duty {
    case .none: break
    case .turn: try turn()
    case .finish:
      disk.enter(.daemon)
      life?.finish(at: clock.wall)
      try letGo(restartAfter: stopRestart, why: "stopped")
    }
    checks.look()
  }

  enum Duty {
    case none
    case turn
    case finish
  }

  /// What the daemon has to do now. Nothing may hold on to its life: it can end at any step.
  var duty: Duty {
    guard let life, frozenUntil <= clock.uptime else { return .none }
    if life.hasFinished { return .finish }
    let isDue = life.outlook.nextTurn <= clock.uptime
    let hasAnswers = wire.nextAnswer.map { $0 <= clock.uptime } ?? false
    return hint || isDue || hasAnswers ? .turn : .none
  }

  func listen() {
    let writes = disk.logWrites
    if writes != heardLogWrites, deafUntil <= clock.uptime { hint = true }
    heardLogWrites = writes
  }

  private var isDisturbed: Bool {
    guard let life, !life.isStopping else { return true }
    return clock.uptime <= max(disturbedUntil, frozenUntil, deafUntil)
  }

  func turn() throws(SQLiteError) {
    tally.turns += 1
    let answers = wire.collect()
    let heard = hint
    hint = false
    disk.enter(.daemon)
    life?.take(answers, heardAWrite: heard)
    disk.enter(.people)
    clock.advance(by: disk.takeSlept())
    noteTurn()
    if disk.isDead(.daemon) {
      try letGo(restartAfter: death?.restartAfter ?? .seconds(1), why: "died")
    } else if let fatal = life?.outlook.fatal {
      if isPutBack, case .replaced = fatal {
        try letGo(restartAfter: .seconds(2), why: "ended by itself: \(fatal.message)")
      } else {
        checks.fail("the daemon gave up: \(fatal.message)")
      }
    }
    clock.advance(by: .microseconds(dice.number(20...150)))
  }

  /// A loop that spins would take a turn whenever it may: ten thousand a second. A few writers one
  /// after the other, each of whom it listens to closely, make it a thousand.
  func noteTurn() {
    recentTurns.append(clock.uptime)
    if recentTurns.count > 2000 {
      if recentTurns[0] + .seconds(1) > clock.uptime {
        checks.fail("2,000 turns were taken within a second")
      }
      recentTurns.removeFirst(1000)
    }
  }
}
