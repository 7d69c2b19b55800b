import Glibc
import SQLite
import Spool
package import Store

/// What a daemon holds for its whole life: the lock, the database, its epoch.
package struct Startup {
  package let store: Store
  package let life: Life
  private let lock: DaemonLock
  private let inode: UInt64
}

extension Startup {
  /// Takes the lock, brings the schema up to date and begins the next epoch. Needs no network.
  package init(
    database: String, builtIn: [CatalogEntry], version: String, apiURL: String, log: Log
  ) throws(StoreError) {
    lock = try DaemonLock(database: database)
    Step.locked.reached()
    removeLeftDrafts(of: database)
    store = try Store.open(database, for: .daemon, builtIn: builtIn)
    // Until the first turn, which waits for nobody: a person's shell may be writing just then.
    store.connection.busyTimeout = .seconds(5)
    inode = fileNumber(of: database) ?? 0
    life = try Boot.begin(
      store, inode: inode, remembered: lock.memory, pid: getpid(), version: version,
      apiURL: apiURL, at: realTime().wall, log)
    Step.begun.reached()
    // Only after the database has it: should we die between, the next start merely begins again.
    try lock.remember(memory(life.commits, unanswered: life.unanswered))
    Step.remembered.reached()
  }

  /// Keeps in the lock file how often daemons have committed, and when the newest submission left
  /// whose answer is missing: before one leaves, after its claim's commit.
  func keep(commits: Int64, unanswered: Timestamp?, _ log: Log) {
    do throws(StoreError) {
      try lock.note(memory(commits, unanswered: unanswered))
    } catch {
      // The epoch still guards what an earlier life has sent.
      log.error(error.message)
    }
  }

  private func memory(_ commits: Int64, unanswered: Timestamp?) -> DaemonLock.Memory {
    DaemonLock.Memory(
      epoch: life.epoch, inode: inode, pid: getpid(), commits: commits, unanswered: unanswered)
  }
}

/// Which file a name stands for now; nil when for none.
func fileNumber(of path: String) -> UInt64? {
  var facts = stat()
  // SAFETY: `facts` lives through the call; stat opens nothing.
  return unsafe stat(path, &facts) == 0 ? UInt64(facts.st_ino) : nil
}
