package import SQLite
package import Spool
package import Store

/// All numbers of the queue, read at one moment.
package struct QueueFigures {
  let now: Timestamp
  let isServed: Bool
  let daemon: DaemonRow?
  let meters: Meters
  let depths: [Depth]
  let scheduled: Scheduled
  let passedOver: [WaitReason: Int]
  let ended: [Status: Int]
  let inFlight: [ModelName: Int]
  let limits: [Scope: Limits]
  let pauses: [Pause]
  let undecided: Int
  let needsPerson: Int
  let ledger: [LedgerTotal]
  let outputs: [(String, Int)]
  let balance: Money?
  let file: FileSize
  let logBytes: Int

  /// To be called while reading. Costs what waits and runs, and the length of the ledger.
  ///
  /// `isServed` is for a daemon that knows that it is about to end; others are told by the lock.
  package init(
    _ store: Store, at now: Timestamp, isServed: Bool? = nil
  ) throws(SQLiteError) {
    self.now = now
    let isServed = isServed ?? (DaemonLock.holder(of: store.path) != nil)
    self.isServed = isServed
    daemon = try store.daemonRow()
    meters = Meters(daemon?.meters ?? "")
    depths = try store.depths()
    scheduled = try store.scheduled()
    passedOver = try store.passedOver()
    ended = try store.endedCounts()
    inFlight = try store.slotsInUse(at: now)
    limits = try store.limits()
    pauses = try store.pauses()
    undecided = try store.undecidedJobs().count
    needsPerson = try store.needsOfPerson(isServed: isServed, at: now)
    ledger = try store.ledgerTotals()
    outputs = try store.outputCounts()
    balance = try store.lastBalance()
    file = try store.sizeOfFile()
    logBytes = store.logLength
  }

  func count(_ status: Status) -> Int {
    if status.hasEnded { return ended[status] ?? 0 }
    let others = status == .queued ? scheduled.jobs + passedOver.values.reduce(0, +) : 0
    return depths.filter { $0.status == status }.reduce(others) { $0 + $1.jobs }
  }
}

extension Store {
  /// For how many reasons `status` exits 1. What it says of each is its own.
  fileprivate func needsOfPerson(isServed: Bool, at now: Timestamp) throws(SQLiteError) -> Int {
    let hasWork = try hasWork()
    let parked = try longRunners(at: now).filter { $0.run == .parked }.count
    let pauses = try pauses().filter { $0.needsPerson }.count
    let expiring = try unsavedOutputs(expiringBefore: now + .seconds(86_400))
    let failed = try failedOutputs()
    let undecided = try undecidedJobs().count
    return (hasWork && !isServed ? 1 : 0) + undecided + parked + pauses
      + (expiring.firstJob == nil ? 0 : 1) + (failed.firstJob == nil ? 0 : 1)
  }
}

extension Pause {
  fileprivate var needsPerson: Bool {
    switch reason {
    case .key, .credit, .permission: true
    case .behind: !isToBeCompared
    case .hand, .throttled, .unreachable, .unsure, .failing, .balance, .looking: false
    }
  }
}
