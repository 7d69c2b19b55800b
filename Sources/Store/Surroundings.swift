import Glibc

/// What is around the database: files, permissions, room.
package struct Surroundings: Equatable, Sendable {
  /// The log beside it; 0 where there is none.
  package let logBytes: Int64
  package let freeBytes: Int64

  /// The file, its log or its folder, where this user may not write it: why, in the system's words.
  package let unwritable: [(path: String, reason: String)]

  /// Whether anybody on this machine may write the file.
  package let isOpenToAll: Bool
  package let inode: UInt64

  package static func == (a: Surroundings, b: Surroundings) -> Bool {
    a.logBytes == b.logBytes && a.freeBytes == b.freeBytes && a.inode == b.inode
      && a.isOpenToAll == b.isOpenToAll && a.unwritable.map(\.path) == b.unwritable.map(\.path)
  }

  /// Opens nothing.
  package init(of database: String) {
    var (file, log, disk) = (stat(), stat(), statvfs())
    // SAFETY: paths and facts live through the calls, here and below.
    let isThere = unsafe stat(database, &file) == 0
    let hasLog = unsafe stat(database + "-wal", &log) == 0
    logBytes = hasLog ? Int64(log.st_size) : 0
    inode = UInt64(file.st_ino)
    isOpenToAll = isThere && file.st_mode & 0o002 != 0
    freeBytes =
      unsafe statvfs(database, &disk) == 0
      ? Int64(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize)) : .max
    let needed = [database, database + "-wal", database + "-shm", folder(of: database)]
    unwritable = needed.compactMap { path in
      guard unsafe access(path, W_OK) != 0, errno != ENOENT else { return nil }
      return (path, unsafe String(cString: strerror(errno)))
    }
  }
}
