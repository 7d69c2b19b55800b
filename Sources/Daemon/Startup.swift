import Glibc
import Spool
import SQLite
package import Store

/// What a daemon holds for its whole life: the lock, the database, its epoch.
package struct Startup {
  package let store: Store
  package let epoch: Int64
  private let lock: DaemonLock
}

extension Startup {
  /// Takes the lock, brings the schema up to date and begins the next epoch. Needs no network.
  package init(
    database: String, builtIn: [CatalogEntry], version: String, apiURL: String, log: Log
  ) throws(StoreError) {
    lock = try DaemonLock(database: database)
    store = try Store.open(database, for: .daemon, builtIn: builtIn)
    let inode = inode(of: database) ?? 0
    let now = realTime().wall
    let memory = lock.memory
    let isBehind = try Startup.isBehind(store, inode, memory)
    let store = store
    epoch = try store.writing { () throws(SQLiteError) in
      if isBehind { try store.pause(.behind(at: now)) }
      return try store.beginEpoch(
        above: memory?.epoch ?? 0, pid: getpid(), version: version, apiURL: apiURL, at: now)
    }
    if isBehind {
      log.error("the database is older than this daemon's last life: nothing is submitted")
    }
    // Only after the database has it: should we die between, the next start merely begins again.
    try lock.remember(DaemonLock.Memory(epoch: epoch, inode: inode, pid: getpid()))
  }

  /// Whether this database may have forgotten what it has already paid for: it was restored from a
  /// backup, or another file was put in its place. One without jobs has nothing to pay twice.
  private static func isBehind(
    _ store: Store, _ inode: UInt64, _ memory: DaemonLock.Memory?
  ) throws(StoreError) -> Bool {
    guard let memory else { return false }
    let isAnother = memory.inode != 0 && memory.inode != inode
    guard try store.epochOnDisk < memory.epoch || isAnother else { return false }
    return try store.reading { () throws(SQLiteError) in try store.hasJobs() }
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

/// Which file a name stands for now; nil when for none.
func inode(of path: String) -> UInt64? {
  var facts = stat()
  // SAFETY: `facts` lives through the call; stat opens nothing.
  return unsafe stat(path, &facts) == 0 ? UInt64(facts.st_ino) : nil
}
