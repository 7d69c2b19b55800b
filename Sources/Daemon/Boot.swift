package import Spool
import SQLite
package import Store

/// How a life of the daemon begins in its database, in whatever world that is.
package enum Boot {
  /// Begins the next epoch above all that database and lock file remember. The lock is held.
  ///
  /// `inode` says which file this is, 0 when unknown; `remembered` is what the lock file kept of
  /// the last life. It must be told the new epoch afterwards, before the first turn.
  package static func begin(
    _ store: Store, inode: UInt64, remembered memory: DaemonLock.Memory?, pid: Int32,
    version: String, apiURL: String, at now: Timestamp, _ log: Log
  ) throws(StoreError) -> Int64 {
    let isBehind = try isBehind(store, inode, memory)
    let epoch = try store.writing { () throws(SQLiteError) in
      if isBehind { try store.pause(.behind(at: now)) }
      return try store.beginEpoch(
        above: memory?.epoch ?? 0, pid: pid, version: version, apiURL: apiURL, at: now)
    }
    if isBehind {
      log.error("the database is older than this daemon's last life: nothing is submitted")
    }
    return epoch
  }

  /// Whether this database may have forgotten what it has already paid for: it was restored from a
  /// backup, or another file was put in its place. One without jobs has nothing to pay twice.
  private static func isBehind(
    _ store: Store, _ inode: UInt64, _ memory: DaemonLock.Memory?
  ) throws(StoreError) -> Bool {
    guard let memory else { return false }
    let isAnother = memory.inode != 0 && memory.inode != inode
    let (epoch, newestEvent, hasJobs) = try store.reading { () throws(SQLiteError) in
      (try store.currentEpoch(), try store.newestEvent(), try store.hasJobs())
    }
    return hasJobs
      && (epoch < memory.epoch || newestEvent < memory.newestEvent || isAnother)
  }
}

extension Pause {
  fileprivate static func behind(at now: Timestamp) -> Pause {
    Pause(
      scope: .account, reason: .behind,
      detail: "the database was restored or replaced: what it may already have paid for is unknown",
      since: now, until: nil)
  }
}
