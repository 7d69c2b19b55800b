import CLinux
import Glibc
package import Spool

/// The lock that makes a daemon the only one of its database: `flock` on a file beside it.
///
/// Never on the database itself: closing any descriptor of that file would drop the locks that
/// SQLite holds through another one in this process.
///
/// The file also remembers the newest epoch and which file it was for. A database that lies behind
/// it was restored or replaced, and must not submit what its past self has already paid for.
@safe package final class DaemonLock {
  private let descriptor: Int32
  package let path: String

  /// What the last daemon left, if there was one.
  package let memory: Memory?

  package struct Memory: Equatable, Sendable {
    package let epoch: Int64

    /// The inode of the database file; 0 when unknown.
    package let inode: UInt64
    package let pid: Int32

    /// How often daemons had committed when the newest submission left: a database that knows of
    /// fewer was put back to a time before that.
    package let commits: Int64

    /// When the newest submission left whose answer is missing; nil when none is. An older copy of
    /// the database knows nothing of it, and the API's history may not show it yet.
    package let unanswered: Timestamp?

    package init(
      epoch: Int64, inode: UInt64, pid: Int32, commits: Int64 = 0, unanswered: Timestamp? = nil
    ) {
      self.epoch = epoch
      self.inode = inode
      self.pid = pid
      self.commits = commits
      self.unanswered = unanswered
    }

    init?(_ text: String) {
      let parts = text.split(whereSeparator: \.isWhitespace)
      guard parts.count == 5, let epoch = Int64(parts[0]), let inode = UInt64(parts[1]),
        let pid = Int32(parts[2]), let commits = Int64(parts[3])
      else { return nil }
      self.init(
        epoch: epoch, inode: inode, pid: pid, commits: commits,
        unanswered: Int64(parts[4]).map { Timestamp(milliseconds: max(0, $0)) })
    }

    var text: String {
      "\(epoch) \(inode) \(pid) \(commits) \(unanswered.map { "\($0.milliseconds)" } ?? "-")"
    }
  }

  /// Takes the lock, or says who holds it.
  package init(database: String) throws(StoreError) {
    path = DaemonLock.path(for: database)
    try refuseClosedFolder(onTheWayTo: database)
    let opened = openOrMake(path, mode: 0o660)
    guard opened >= 0 else {
      throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    guard isFree(opened) else {
      let holder = Memory(readAll(opened)).map { "wavespoold with pid \($0.pid)" }
      close(opened)
      throw .locked(path: database, holder: holder ?? "another wavespoold")
    }
    descriptor = opened
    memory = Memory(readAll(opened))
  }

  deinit {
    close(descriptor)
  }

  /// Writes what the next daemon must know. Returns only when it would survive a power cut.
  package func remember(_ memory: Memory) throws(StoreError) {
    try note(memory)
    guard fdatasync(descriptor) == 0 else {
      throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno)))
    }
  }

  /// The same without waiting for the disk: after a power cut an older memory may be found, which
  /// notices less, or waits for an answer that has come.
  package func note(_ memory: Memory) throws(StoreError) {
    // One sector, written in place: a torn write cannot mix two lines. Padded, so that a shorter
    // line leaves nothing of a longer one.
    let line = memory.text
    let text = line + String(repeating: " ", count: max(0, 95 - line.utf8.count)) + "\n"
    let written = unsafe Array(text.utf8).withUnsafeBytes { bytes in
      unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
    }
    guard written == text.utf8.count else {
      throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno)))
    }
  }

  /// The pid of the daemon that serves this database now; nil when none does.
  ///
  /// Asks for a shared lock, which a living daemon refuses, and lets go of it at once.
  package static func holder(of database: String) -> Int32? {
    let opened = unsafe open(path(for: database), O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    defer { close(opened) }
    guard flock(opened, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    return Memory(readAll(opened))?.pid ?? 0
  }

  /// What the last daemon left beside this database, or the one that serves it now.
  package static func memory(of database: String) -> Memory? {
    let opened = unsafe open(path(for: database), O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return nil }
    defer { close(opened) }
    return Memory(readAll(opened))
  }

  private static func path(for database: String) -> String { followingLinks(database) + ".lock" }
}

/// Whether the lock could be taken. Somebody may just be asking who holds it, which takes it for a
/// moment: a daemon is refused only by what lasts.
private func isFree(_ descriptor: Int32) -> Bool {
  for _ in 0..<40 {
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    poll(nil, 0, 5)
  }
  return false
}

private func readAll(_ descriptor: Int32) -> String {
  var bytes = [UInt8](repeating: 0, count: 256)
  let count = unsafe bytes.withUnsafeMutableBytes { buffer in
    unsafe pread(descriptor, buffer.baseAddress, buffer.count, 0)
  }
  return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}
