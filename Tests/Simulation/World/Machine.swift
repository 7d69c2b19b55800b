import Daemon
import SQLite
import Spool
import Store

/// One history, lived through: the machine with its disk and clock, the daemon's lives on it, the
/// people beside it, the API at the other end of the wire.
package final class Machine {
  static let path = "/queue.db"

  private let history: History
  let disk: Disk
  let clock: MachineClock
  let trace: Trace
  let api: API
  let wire: Wire
  let people: People
  let checks: Checks

  private var life: DaemonLife?
  private var lock: DaemonLock.Memory?
  private var agenda = DueQueue<Item>()
  private var dice: Dice

  /// How the daemon dies next, and when it comes back.
  private var death: (loss: Disk.Loss?, restartAfter: Duration)?
  private var stopRestart = Duration.seconds(1)
  private var frozenUntil = Uptime.start
  private var hint = false
  private var isRestoring = false
  private var heardLogWrites: UInt64 = 0
  private var deafUntil = Uptime.start
  private var jumped = Duration.zero
  private var lastJump = Uptime.start
  private var recentTurns: [Uptime] = []
  private var isHealed = false

  /// Which file the database is: another after each restoring.
  private var inode: UInt64 = 1
  private var inodeServed: UInt64 = 1
  package private(set) var tally = Tally()

  enum Item: Sendable {
    case part(Part)
    case silently(Part)
    case restart
    case end(Part)
    case heal
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

  private func run() throws(SQLiteError) {
    disk.enter(.people)
    var dice = Dice(history.seed, "limits")
    try people.limit("", "in_flight", dice.number(2...5))
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

  private var nextMoment: Uptime? {
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

  private func step() throws(SQLiteError) {
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

  private enum Duty {
    case none
    case turn
    case finish
  }

  /// What the daemon has to do now. Nothing may hold on to its life: it can end at any step.
  private var duty: Duty {
    guard let life, frozenUntil <= clock.uptime else { return .none }
    if life.hasFinished { return .finish }
    let isDue = life.outlook.nextTurn <= clock.uptime
    let hasAnswers = wire.nextAnswer.map { $0 <= clock.uptime } ?? false
    return hint || isDue || hasAnswers ? .turn : .none
  }

  private func listen() {
    let writes = disk.logWrites
    if writes != heardLogWrites, deafUntil <= clock.uptime { hint = true }
    heardLogWrites = writes
  }

  private func turn() throws(SQLiteError) {
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
      checks.fail("the daemon gave up: \(fatal.message)")
    }
    clock.advance(by: .microseconds(dice.number(20...150)))
  }

  /// A loop that spins would take a turn whenever it may.
  private func noteTurn() {
    recentTurns.append(clock.uptime)
    if recentTurns.count > 500 {
      if recentTurns[0] + .seconds(1) > clock.uptime {
        checks.fail("500 turns were taken within a second")
      }
      recentTurns.removeFirst(250)
    }
  }
}

// MARK: - lives

extension Machine {
  private func start() throws(SQLiteError) {
    wire.life += 1
    tally.lives += 1
    trace.say { "the daemon starts, for the \(tally.lives). time" }
    let log = Log(.debug, .text) { [trace] line in
      trace.say { "    log \(line.dropLast())" }
    }
    let world = World(
      now: { [clock, disk] in
        _ = disk.step(.daemon)
        return (clock.wall, clock.uptime)
      },
      roll: { [unowned self] in dice.fraction() }, network: wire, log: log)
    disk.enter(.daemon)
    do throws(StoreError) {
      life = try DaemonLife(disk, path: Machine.path, world, &lock, inode: inode, clock)
    } catch {
      trace.say { "it cannot start: \(error.message)" }
    }
    disk.enter(.people)
    if life != nil { inodeServed = inode }
    clock.advance(by: disk.takeSlept())
    checks.livesSince = clock.uptime
    if disk.isDead(.daemon) || life == nil {
      try letGo(restartAfter: death?.restartAfter ?? .seconds(2), why: "died while starting")
    }
  }

  /// The process is gone, and with it all that it held.
  private func letGo(restartAfter: Duration, why: String) throws(SQLiteError) {
    let hasDied = disk.isDead(.daemon)
    if hasDied { tally.deaths += 1 }
    trace.say { "the daemon has \(why)" }
    disk.enter(.daemon)
    life = nil
    disk.enter(.people)
    if !disk.hasPower {
      tally.powerCuts += 1
      try losePower(death?.loss ?? .all)
    } else if disk.bury(.daemon) > 0 {
      preconditionFailure("a dead daemon still holds files")
    }
    if hasDied { death = nil }
    if isRestoring { try restore() }
    hint = false
    frozenUntil = .start
    agenda.insert(.restart, due: clock.uptime + restartAfter)
    checks.integrity()
  }

  private func restore() throws(SQLiteError) {
    isRestoring = false
    disk.setReadOnly(false)  // or nothing could be put there
    people.loseEverything()
    people.hangUp()
    checks.hangUp()
    if let backup = people.backup { disk.replace(Machine.path, with: backup) }
    inode += 1
    try people.comeBack()
    try checks.comeBack()
    try checks.forget()
    try people.rereadWhatIsInForce()
    heardLogWrites = disk.logWrites
    agenda.insert(.resumeAfterComparison, due: clock.uptime + .seconds(3 * 3600))
  }

  private func losePower(_ loss: Disk.Loss) throws(SQLiteError) {
    trace.say { "the power is cut; of what was not synced it takes \(loss)" }
    people.loseEverything()
    people.hangUp()
    checks.hangUp()
    disk.restorePower(losing: loss, seed: dice.next())
    disk.setReadOnly(false)  // mounted anew
    try people.comeBack()
    try checks.comeBack()
    // Without the log, which only a daemon's start brings back, a shell's commit can be undone.
    if inode > inodeServed { try checks.forget() }
    heardLogWrites = disk.logWrites
  }
}

// MARK: - what happens

extension Machine {
  private func perform(_ item: Item) throws(SQLiteError) {
    switch item {
    case .restart:
      if life == nil { try start() }
    case .heal: try heal()
    case .resumeAfterComparison:
      disk.enter(.people)
      checks.mayPayAgain = true
      try people.resumeAfterComparison()
    case .part(let part):
      trace.say { "· \(part.words)" }
      try perform(part)
    case .silently(let part):
      act(part)
      heardLogWrites = disk.logWrites
    case .end(let part): end(part)
    }
  }

  private func perform(_ part: Part) throws(SQLiteError) {
    let now = clock.uptime
    switch part.what {
    case .enqueue(_, let wish) where wish.hintLead > .zero:
      hint = deafUntil <= now
      agenda.insert(.silently(part), due: now + wish.hintLead)
    case .enqueue, .person: act(part)
    case .crash(let steps, let loss, let restartAfter):
      death = (loss, restartAfter)
      if life == nil, loss != nil {
        // Nobody to die but the people.
        disk.cutPower()
        tally.powerCuts += 1
        try losePower(loss ?? .all)
      } else {
        disk.arm(.daemon, steps: steps, takesPower: loss != nil)
      }
    case .stop(let restartAfter):
      stopRestart = restartAfter
      life?.stop()
      hint = true
    case .backUp: act(part)
    case .restore(let restartAfter):
      guard people.backup != nil else { return }
      disk.kill(.daemon)
      if life == nil {
        _ = disk.bury(.daemon)
        try restore()
      } else {
        isRestoring = true
        try letGo(restartAfter: restartAfter, why: "been ended, for the backup is restored")
      }
    case .freeze(let wait): frozenUntil = max(frozenUntil, now + wait)
    case .clock(let jump):
      clock.jump(by: jump)
      jumped += jump
      lastJump = now
      checks.minuteIsUnknownUntil = now + .seconds(400)
    case .neighbour(let neighbour, let wait):
      do throws(SQLiteError) {
        try people.beginNeighbour(neighbour)
        agenda.insert(.end(part), due: now + wait)
      } catch {
        trace.say { "  it cannot: \(error.message)" }
      }
    case .disk(let trouble, let wait):
      switch trouble {
      case .full: disk.freeBytes = 0
      case .nearlyFull: disk.freeBytes = dice.number(0...200_000)
      case .readOnly: disk.setReadOnly(true)
      case .syncFails: disk.setSyncFails(true)
      }
      agenda.insert(.end(part), due: now + wait)
    case .deaf(let wait):
      deafUntil = max(deafUntil, now + wait)
      checks.noticeWithin = .seconds(70)
    case .account(let trouble, let wait):
      api.account = trouble
      agenda.insert(.end(part), due: now + wait)
    case .polls(let trouble, let wait):
      api.pollTrouble = trouble
      agenda.insert(.end(part), due: now + wait)
    case .submission, .ending: break
    }
  }

  private func act(_ part: Part) {
    if isHealed, case .person = part.what { return }
    disk.enter(.people)
    do throws(SQLiteError) {
      switch part.what {
      case .enqueue(let arrival, let wish): try people.enqueue(arrival, wish)
      case .person(let act, let arrival): try people.act(act, arrival: arrival)
      case .backUp: try people.backUp()
      default: break
      }
    } catch {
      trace.say { "  refused: \(error.message)" }
      switch error.code {
      case .constraint: break
      default: agenda.insert(.part(part), due: clock.uptime + .seconds(1))
      }
    }
  }

  private func end(_ part: Part) {
    trace.say { "· ends: \(part.words)" }
    switch part.what {
    case .neighbour(let neighbour, _): people.endNeighbour(neighbour)
    case .disk(let trouble, _):
      switch trouble {
      case .full, .nearlyFull: disk.freeBytes = nil
      case .readOnly: disk.setReadOnly(false)
      case .syncFails: disk.setSyncFails(false)
      }
    case .account: api.account = nil
    case .polls: api.pollTrouble = nil
    default: break
    }
  }

  /// The network heals, people put right what waits for them and stop, the clock is set right.
  private func heal() throws(SQLiteError) {
    trace.say { "· everything heals" }
    disk.freeBytes = nil
    disk.setReadOnly(false)
    disk.setSyncFails(false)
    disk.disarm()
    for neighbour in Part.Neighbour.allCases { people.endNeighbour(neighbour) }
    api.account = nil
    api.pollTrouble = nil
    api.isHealed = true
    wire.isHealed = true
    deafUntil = clock.uptime
    clock.jump(by: .zero - jumped)
    checks.minuteIsUnknownUntil = clock.uptime + .seconds(400)
    disk.enter(.people)
    do throws(SQLiteError) {
      try people.putRight()
      isHealed = true
    } catch {
      agenda.insert(.heal, due: clock.uptime + .seconds(1))
    }
    jumped = .zero
  }
}

extension Machine.Tally {
  package mutating func add(_ other: Machine.Tally) {
    lives += other.lives
    deaths += other.deaths
    powerCuts += other.powerCuts
    turns += other.turns
    charges += other.charges
    submissions += other.submissions
  }
}
