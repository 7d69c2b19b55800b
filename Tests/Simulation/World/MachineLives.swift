import Daemon
import SQLite
import Spool
import Store

extension Machine {
  func start() throws(SQLiteError) {
    isPutBack = false
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
      roll: { [unowned self] in dice.fraction() }, network: wire, log: log,
      keepOutside: { [lock, disk] in
        if disk.step(.daemon) { lock.keep(commits: $0, unanswered: $1) }
      },
      isBeingWritten: { [unowned self] in isBeingWritten })
    disk.enter(.daemon)
    do throws(StoreError) {
      life = try DaemonLife(disk, path: Machine.path, world, lock, inode: inode, clock)
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

  /// What the kernel answers to a daemon that asks whether somebody else writes.
  private var isBeingWritten: Bool? {
    guard history.tellsWhoWrites else { return nil }
    return disk.isBeingWritten(Machine.path)
  }

  /// The process is gone, and with it all that it held.
  func letGo(restartAfter: Duration, why: String) throws(SQLiteError) {
    let hasDied = disk.isDead(.daemon)
    if hasDied { tally.deaths += 1 }
    // A clock that was set just before, or while no daemon lived, was followed by nobody.
    if jumped != .zero, clock.uptime < lastJump + .seconds(200) { checks.agesAreUnknown = true }
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
  }

  func restore() throws(SQLiteError) {
    isRestoring = false
    checks.integrity()  // for the last time: nobody will see this file again
    mend()  // or nothing could be put there
    people.loseEverything()
    people.hangUp()
    checks.hangUp()
    if let backup = people.backup { disk.replace(Machine.path, with: backup) }
    inode += 1
    try people.comeBack()
    try checks.comeBack()
    try beginWithOlderState()
    heardLogWrites = disk.logWrites
  }

  /// The database knows less than it did. A person looks at what the comparison leaves over.
  private func beginWithOlderState() throws(SQLiteError) {
    try checks.forget()
    try people.rereadWhatIsInForce()
    agenda.insert(.resumeAfterComparison, due: clock.uptime + .seconds(3 * 3600))
  }

  /// The same file has an older state: whoever serves it goes on until it would write.
  func putBack(_ part: Part) throws(SQLiteError) {
    guard !isHealed else { return }
    // A commit that could not be synced may come back with the power, and nobody was told.
    guard !disk.syncFails else {
      agenda.insert(.end(part), due: clock.uptime + .seconds(1))
      return
    }
    disk.enter(.people)
    do throws(SQLiteError) {
      try people.putBack()
    } catch {
      trace.say { "  it cannot: \(error.message)" }
      agenda.insert(.end(part), due: clock.uptime + .seconds(1))
      return
    }
    trace.say { "· the copy is put back" }
    isPutBack = true
    disturbedUntil = max(disturbedUntil, clock.uptime + .seconds(120))
    try beginWithOlderState()
  }

  func mend() {
    disk.setReadOnly(false)
    disk.setSyncFails(false)
    disk.freeBytes = nil
  }

  func losePower(_ loss: Disk.Loss) throws(SQLiteError) {
    trace.say { "the power is cut; of what was not synced it takes \(loss)" }
    people.loseEverything()
    people.hangUp()
    checks.hangUp()
    disk.restorePower(losing: loss, seed: dice.next())
    mend()  // mounted anew
    try people.comeBack()
    try checks.comeBack()
    checks.integrity()
    // Without the log, which only a daemon's start brings back, a shell's commit can be undone.
    if inode > inodeServed {
      try checks.forget()
      try people.rereadWhatIsInForce()
    }
    heardLogWrites = disk.logWrites
  }
}
