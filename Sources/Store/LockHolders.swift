import CLinux
import Glibc

/// A process that holds one of SQLite's locks on a database, as the kernel tells it.
package struct LockHolder: Hashable, Sendable {
  package let pid: Int32

  /// The program's name; empty where the kernel does not say.
  package let program: String
  package let lock: Lock

  /// `sqlite3 (pid 4711)`
  package var name: String {
    let known = program.isEmpty ? "a program" : program
    return pid > 0 ? "\(known) (pid \(pid))" : "\(known) in another container"
  }

  package enum Lock: Hashable, Sendable {
    /// A write transaction is open.
    case writing

    /// A snapshot is being read: the log cannot be reset behind it.
    case reading
  }
}

/// Whoever holds a lock on the database at this moment. Only asked by name: opening and closing a
/// file of the database would drop this process's own locks.
///
/// In the WAL's index SQLite locks the byte 120 to write, and 123 to 127 to read.
package func lockHolders(of database: String) -> Set<LockHolder> {
  var index = stat()
  // SAFETY: path and facts live through the call.
  guard unsafe stat(followingLinks(database) + "-shm", &index) == 0 else { return [] }
  let held = smallFile("/proc/locks").split(separator: "\n").compactMap { line in
    heldLock(line.split(separator: " "), inode: UInt64(index.st_ino))
  }
  return Set(held.filter { $0.pid != getpid() })
}

/// `1: POSIX  ADVISORY  READ 4711 fe:00:5439683 123 123`
private func heldLock(_ words: [Substring], inode: UInt64) -> LockHolder? {
  guard words.count == 8, words[1] == "POSIX" || words[1] == "OFDLCK", let pid = Int32(words[4]),
    let file = words[5].split(separator: ":").last.flatMap({ UInt64($0) }), file == inode,
    let byte = Int(words[6])
  else { return nil }
  let lock: LockHolder.Lock
  switch byte {
  case 120 where words[3] == "WRITE": lock = .writing
  case 123...127: lock = .reading
  default: return nil
  }
  let name = smallFile("/proc/\(pid)/comm").split(separator: "\n").first.map(String.init)
  return LockHolder(pid: pid, program: name ?? "", lock: lock)
}

/// Of the kernel's own files; empty where it cannot be read.
private func smallFile(_ path: String) -> String {
  // SAFETY: the path lives through the call.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var all: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 14)
  while true {
    // SAFETY: the pointer and the count are of one buffer, lent for the length of the call.
    let count = unsafe piece.withUnsafeMutableBytes { buffer in
      unsafe read(descriptor, buffer.baseAddress, buffer.count)
    }
    guard count > 0, all.count < 1 << 22 else { break }
    all += piece[..<count]
  }
  return String(decoding: all, as: UTF8.self)
}
