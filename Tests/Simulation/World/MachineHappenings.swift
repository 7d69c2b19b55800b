import Daemon
import SQLite
import Spool
import Store

extension Machine {
  func perform(_ item: Item) throws(SQLiteError) {
    switch item {
    case .restart:
      if life == nil { try start() }
    case .heal: try heal()
    case .resumeAfterHealing:
      disk.enter(.people)
      try people.resumeAfterRefusals()
    case .resumeAfterComparison:
      disk.enter(.people)
      checks.mayPayAgain = true
      try people.resumeAfterComparison()
    case .part(let part):
      trace.say { "· \(part.words)" }
      try perform(part)
    case .silently(let part):
      people.endWriting(part)
      act(part)
      heardLogWrites = disk.logWrites
    case .end(let part):
      if case .putBack = part.what { try putBack(part) } else { end(part) }
    }
  }

  func perform(_ part: Part) throws(SQLiteError) {
    let now = clock.uptime
    disturbedUntil = max(disturbedUntil, now + part.disturbance)
    switch part.what {
    case .enqueue(_, let wish) where wish.hintLead > .zero:
      do throws(SQLiteError) {
        if history.tellsWhoWrites { try people.beginWriting(part) }
        hint = deafUntil <= now
        agenda.insert(.silently(part), due: now + wish.hintLead)
      } catch {
        trace.say { "  it cannot: \(error.message)" }
        agenda.insert(.part(part), due: now + .seconds(1))
      }
    case .enqueue, .person, .budget: act(part)
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
    case .putBack(let wait):
      disk.enter(.people)
      do throws(SQLiteError) {
        try people.copy()
        agenda.insert(.end(part), due: now + wait)
      } catch {
        trace.say { "  it cannot: \(error.message)" }
      }
    case .freeze(let wait): frozenUntil = max(frozenUntil, now + wait)
    case .clock(let jump):
      clock.jump(by: jump)
      jumped += jump
      lastJump = now
      checks.minuteIsUnknownUntil = now + .seconds(400)
      if life == nil { checks.agesAreUnknown = true }
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
      checks.unwritableUntil = max(checks.unwritableUntil, now + wait)
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

  func act(_ part: Part) {
    if isHealed {
      switch part.what {
      case .person, .budget: return
      default: break
      }
    }
    disk.enter(.people)
    do throws(SQLiteError) {
      switch part.what {
      case .enqueue(let arrival, let wish): try people.enqueue(arrival, wish)
      case .person(let act, let arrival): try people.act(act, arrival: arrival)
      case .budget(let budget): try people.set(budget)
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

  func end(_ part: Part) {
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
  func heal() throws(SQLiteError) {
    trace.say { "· everything heals" }
    mend()
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
      agenda.insert(.resumeAfterHealing, due: clock.uptime + .seconds(120))
    } catch {
      agenda.insert(.heal, due: clock.uptime + .seconds(1))
    }
    jumped = .zero
  }
}

extension Part {
  /// How long the daemon may not notice what happens, or be kept from its work, once this begins.
  fileprivate var disturbance: Duration {
    switch what {
    case .neighbour(_, let wait), .disk(_, let wait), .account(_, let wait), .freeze(let wait),
      .deaf(let wait):
      wait + .seconds(60)
    case .clock: .seconds(12 * 3600)  // ages are judged by it
    case .crash, .restore: .seconds(120)
    case .enqueue, .person, .stop, .backUp, .putBack, .polls, .budget, .submission, .ending: .zero
    }
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
