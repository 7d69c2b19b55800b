import Glibc
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
    epoch = try Boot.begin(
      store, inode: inode, remembered: lock.memory, pid: getpid(), version: version,
      apiURL: apiURL, at: realTime().wall, log)
    // Only after the database has it: should we die between, the next start merely begins again.
    try lock.remember(DaemonLock.Memory(epoch: epoch, inode: inode, pid: getpid()))
  }
}

/// Which file a name stands for now; nil when for none.
func inode(of path: String) -> UInt64? {
  var facts = stat()
  // SAFETY: `facts` lives through the call; stat opens nothing.
  return unsafe stat(path, &facts) == 0 ? UInt64(facts.st_ino) : nil
}
