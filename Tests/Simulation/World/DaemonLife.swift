import Daemon
import SQLite
import Spool
import Store

/// What the lock file keeps from one life to the next. Here all of it outlives a power cut; of the
/// real one's commits the newest may be lost, with an older state put back in the same seconds.
final class LockFile {
  var memory: DaemonLock.Memory?

  func keep(commits: Int64, unanswered: Timestamp?) {
    memory = memory.map {
      DaemonLock.Memory(
        epoch: $0.epoch, inode: $0.inode, pid: $0.pid, commits: commits, unanswered: unanswered)
    }
  }
}

/// One life of the daemon, from its start to its death.
final class DaemonLife {
  private let store: Store
  private let turn: Turn
  private(set) var outlook: Outlook

  /// Starts as the real one does.
  init(
    _ disk: Disk, path: String, _ world: World, _ lock: LockFile, inode: UInt64,
    _ clock: MachineClock
  ) throws(StoreError) {
    store = try Store.open(path, on: disk.name, for: .daemon, builtIn: Catalogue.entries)
    clock.advance(by: disk.takeSlept())
    let life = try Boot.begin(
      store, inode: inode, remembered: lock.memory, pid: 1, version: "simulated",
      apiURL: "simulated", at: clock.wall, world.log)
    if disk.step(.daemon) {
      lock.memory = DaemonLock.Memory(
        epoch: life.epoch, inode: inode, pid: 1, commits: life.commits,
        unanswered: life.unanswered)
    }
    turn = try Turn(store: store, world: world, life: life)
    outlook = turn.take([], heardAWrite: true)
  }

  func take(_ answers: [Answer], heardAWrite: Bool) {
    outlook = turn.take(answers, heardAWrite: heardAWrite)
  }

  var isStopping: Bool { turn.isStopping }
  func stop() { turn.isStopping = true }

  var hasFinished: Bool { turn.isStopping && outlook.mayLeave }

  func finish(at now: Timestamp) {
    // As in the real one, an end that cannot be recorded is no reason to stay.
    try? store.writing { () throws(SQLiteError) in try store.recordStop(at: now) }
  }
}
