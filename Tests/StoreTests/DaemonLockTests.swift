import Glibc
import Spool
import Store
import TestSupport
import Testing

@Suite struct `The daemon's lock` {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.db")
  }

  /// The lock that was let go of. A child that another test has forked holds a copy of it until it
  /// becomes a program.
  private func lockAgain() throws -> DaemonLock {
    let waiter = open(path + ".lock", O_RDWR | O_CLOEXEC)
    #expect(flock(waiter, LOCK_EX) == 0)
    // Let go of by word: closing leaves it with a child that holds a copy of this one.
    #expect(flock(waiter, LOCK_UN) == 0)
    close(waiter)
    return try DaemonLock(database: path)
  }

  @Test func `is one daemon's, and says whose`() throws {
    #expect(DaemonLock.holder(of: path) == nil)
    let lock = try DaemonLock(database: path)
    try lock.remember(.init(epoch: 3, inode: 4, pid: 4711))

    #expect(DaemonLock.holder(of: path) == 4711)
    #expect(throws: StoreError.locked(path: path, holder: "wavespoold with pid 4711")) {
      try DaemonLock(database: path)
    }
    withExtendedLifetime(lock) {}
  }

  @Test func `is nobody's once its holder is gone, and remembers what it was told`() throws {
    let memory = DaemonLock.Memory(
      epoch: .max, inode: .max, pid: .max, commits: .max,
      unanswered: Timestamp(milliseconds: 253_402_300_799_999))
    var lock: DaemonLock? = try DaemonLock(database: path)
    #expect(lock?.memory == nil)
    try lock?.remember(.init(epoch: 1, inode: 2, pid: 3))
    try lock?.remember(memory)
    lock = nil

    #expect(try lockAgain().memory == memory)
  }

  @Test func `a shorter line leaves nothing of a longer one`() throws {
    var lock: DaemonLock? = try DaemonLock(database: path)
    try lock?.remember(.init(epoch: 1_000_000, inode: 99_999_999, pid: 99_999))
    try lock?.remember(.init(epoch: 2, inode: 3, pid: 4))
    lock = nil
    #expect(try lockAgain().memory == .init(epoch: 2, inode: 3, pid: 4))
  }

  @Test(arguments: ["", "nonsense", "1 2", "1 2 3 4", "1 2 3 4 5 6", "-"])
  func `a file that says nothing sensible remembers nothing`(text: String) throws {
    try directory.write(text, to: "queue.db.lock")
    #expect(try DaemonLock(database: path).memory == nil)
  }

  @Test func `asking who holds it takes it from nobody`() throws {
    let lock = try DaemonLock(database: path)
    for _ in 0..<3 { #expect(DaemonLock.holder(of: path) == 0) }
    #expect(throws: StoreError.self) { try DaemonLock(database: path) }
    withExtendedLifetime(lock) {}
  }

  /// A doctor asked at the very moment at which a daemon starts.
  @Test func `is not refused because somebody asks who holds it`() throws {
    let asker = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
    #expect(flock(asker, LOCK_SH | LOCK_NB) == 0)
    let opening = inotify_init1(Int32(IN_CLOEXEC))
    #expect(inotify_add_watch(opening, path + ".lock", UInt32(IN_OPEN)) >= 0)
    let leaving = Thread {
      // Somebody else has opened it, and finds it taken.
      var event = [UInt8](repeating: 0, count: 4096)
      #expect(read(opening, &event, event.count) > 0)
      close(asker)
    }
    _ = try DaemonLock(database: path)
    leaving.join()
    close(opening)
  }

  @Test(arguments: [true, false])
  func `is the same by every name of the database`(isThere: Bool) throws {
    if isThere { try directory.write("", to: "queue.db") }
    _ = try directory.makeDirectory("folder")
    #expect(symlink("../queue.db", directory.file("folder/link.db")) == 0)
    #expect(symlink("folder/link.db", directory.file("chain.db")) == 0)
    let lock = try DaemonLock(database: directory.file("chain.db"))
    try lock.remember(.init(epoch: 3, inode: 4, pid: 4711))

    #expect(DaemonLock.holder(of: path) == 4711)
    #expect(DaemonLock.holder(of: directory.file("folder/link.db")) == 4711)
    #expect(throws: StoreError.self) { try DaemonLock(database: path) }
    withExtendedLifetime(lock) {}
  }
}
