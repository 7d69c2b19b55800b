import Glibc

/// Asks the kernel whether another process holds the lock under which SQLite writes.
///
/// At `synchronous=FULL` a commit is heard before it can be seen: the log is synced in between. Who
/// writes holds this lock until it can be seen; so what was written before the lock is found free is
/// there to be seen, and nothing needs to be looked for any more.
///
/// SQLite documents the lock's place: byte 120 of the WAL's index.
package struct WriteLock {
  private let index: Int32

  /// Nil where there is no such file yet.
  ///
  /// Its descriptor stays open as long as the process: closing it would drop the locks that this
  /// process's own connections hold.
  package init?(database: String) {
    // SAFETY: the path lives through the call.
    let descriptor = unsafe open(database + "-shm", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    index = descriptor
  }

  /// Whether another process writes at this moment; nil when the kernel does not say.
  package var isHeld: Bool? {
    var question = flock()
    question.l_type = Int16(F_WRLCK)
    question.l_whence = Int16(SEEK_SET)
    question.l_start = 120
    question.l_len = 1
    // SAFETY: `question` lives through the call; our own locks do not count.
    guard unsafe fcntl(index, F_GETLK, &question) == 0 else { return nil }
    return question.l_type != Int16(F_UNLCK)
  }
}
