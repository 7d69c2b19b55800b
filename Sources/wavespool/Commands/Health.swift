import SQLite
import Spool
import Store

/// The queue as `status` shows it: all read at one moment.
struct Health {
  let now: Timestamp
  let path: String

  /// The pid of the daemon that holds the lock; nil when none does.
  let holder: Int32?
  let daemon: DaemonRow?
  let depths: [Depth]
  let scheduled: Scheduled
  let passedOver: [WaitReason: Int]
  let endedToday: [Status: Int]
  let inFlight: [ModelName: Int]
  let longRunners: [LongRunner]
  let limits: [Scope: Limits]
  let pauses: [Spool.Pause]

  /// Attempts whose answers were lost, where a model waits for a look at the history.
  let sought: [LiveAttempt]
  let spending: [Spending]

  /// What the account may spend today and what counts against it; nil without such a budget.
  let budget: (perDay: Money, spent: Money)?
  let undecided: [UndecidedJob]
  let expiring: UnsavedOutputs
  let lost: UnsavedOutputs
  let hasWork: Bool

  func count(_ status: Status) -> Int {
    depths.filter { $0.status == status }.reduce(0) { $0 + $1.jobs }
      + (status == .queued ? scheduled.jobs + passedOver.values.reduce(0, +) : 0)
  }
}

extension Session {
  func health() throws(CommandFailure) -> Health {
    let now = now
    let holder = DaemonLock.holder(of: location.path)
    return try reading { store throws(SQLiteError) in
      let pauses = try store.pauses()
      return Health(
        now: now, path: store.path, holder: holder, daemon: try store.daemonRow(),
        depths: try store.depths(), scheduled: try store.scheduled(),
        passedOver: try store.passedOver(),
        endedToday: try store.ended(since: now.startOfDay), inFlight: try store.slotsInUse(at: now),
        longRunners: try store.longRunners(at: now),
        limits: try store.limits(), pauses: pauses,
        sought: pauses.contains { $0.reason == .looking } ? try store.liveAttempts() : [],
        spending: try store.spending(on: now), budget: try store.accountBudget(at: now),
        undecided: try store.undecidedJobs(),
        expiring: try store.unsavedOutputs(expiringBefore: now + .seconds(86_400)),
        lost: try store.failedOutputs(), hasWork: try store.hasWork())
    }
  }
}

extension Store {
  fileprivate func accountBudget(
    at now: Timestamp
  ) throws(SQLiteError) -> (perDay: Money, spent: Money)? {
    guard let perDay = try budgets()[.account]?.perDay else { return nil }
    return (perDay, try spent(.account, since: now.startOfDay))
  }
}

extension Timestamp {
  /// Midnight, UTC.
  var startOfDay: Timestamp { Timestamp(dayText) ?? self }
}
