package import Spool
import SQLite
package import Store

/// What a life of the daemon begins with.
package struct Life: Sendable {
  package let epoch: Int64

  /// How often the daemons before it have committed.
  package let commits: Int64

  /// When the newest submission left whose answer the lives before never got.
  package let unanswered: Timestamp?

  /// The clock may be weeks off: nothing of the last day tells that it is not.
  package let isClockDoubted: Bool
}

/// How a life of the daemon begins in its database, in whatever world that is.
package enum Boot {
  /// Begins the next epoch above all that database and lock file remember. The lock is held.
  ///
  /// `inode` says which file this is, 0 when unknown; `remembered` is what the lock file kept of
  /// the last life. It must be told the new epoch afterwards, before the first turn.
  package static func begin(
    _ store: Store, inode: UInt64, remembered memory: DaemonLock.Memory?, pid: Int32,
    version: String, apiURL: String, at now: Timestamp, _ log: Log
  ) throws(StoreError) -> Life {
    let isBehind = try isBehind(store, inode, memory)
    let life = try store.writing { () throws(SQLiteError) in
      let leap = try sinceLastHeartbeat(store, at: now)
      // Set back: else what was to be waited a minute for would be waited for until that time comes
      // again.
      if leap < .seconds(-2) { try store.followClock(setBy: leap) }
      if isBehind {
        try store.fallBehind(
          since: now,
          "the database was restored or replaced: what it may already have paid for is unknown")
      }
      return Life(
        epoch: try store.beginEpoch(
          above: memory?.epoch ?? 0, pid: pid, version: version, apiURL: apiURL, at: now),
        commits: try store.commits(),
        // One of tomorrow was dated by a clock that has been set back since.
        unanswered: memory?.unanswered.map { min($0, now) },
        isClockDoubted: isLeap(leap))
    }
    if isBehind {
      log.error(
        "the database may be older than what was submitted from it: nothing is submitted before it "
          + "was compared with the API's history")
    }
    return life
  }

  /// How much later it is than when the last life gave its last sign, as the clock has it.
  private static func sinceLastHeartbeat(
    _ store: Store, at now: Timestamp
  ) throws(SQLiteError) -> Duration {
    guard let last = try store.daemonRow()?.heartbeatAt else { return .zero }
    return now.since(last)
  }

  /// Whether this database may have forgotten what it has already paid for: it was restored from a
  /// backup, or another file was put in its place. Where nothing is left of the lock file, a backup
  /// on a new disk looks the same as the queue itself: comparing it costs one request. One without
  /// jobs, or that no daemon has served, has nothing to pay twice.
  private static func isBehind(
    _ store: Store, _ inode: UInt64, _ memory: DaemonLock.Memory?
  ) throws(StoreError) -> Bool {
    let (epoch, commits, hasJobs) = try store.reading { () throws(SQLiteError) in
      (try store.currentEpoch(), try store.commits(), try store.hasJobs())
    }
    guard hasJobs else { return false }
    guard let memory else { return epoch > 0 }
    let isAnother = memory.inode != 0 && memory.inode != inode
    return epoch < memory.epoch || commits < memory.commits || isAnother
  }
}
