import Glibc
package import SQLite

extension Store {
  /// Copies one state of the queue into a new file, verifies the copy and then gives it its name:
  /// under that name there is a whole backup or nothing, and what was there stays.
  ///
  /// Writers go on meanwhile.
  package func backUp(
    to path: String, progress: (BackupProgress) -> Void
  ) throws(BackupFailure) {
    guard !isThere(path) else { throw .exists(path) }
    let draft = "\(path).\(getpid()).partial"
    try makePrivateFile(draft, for: path)
    defer {
      for file in [draft, draft + "-wal", draft + "-shm", draft + "-journal"] { remove(file) }
    }
    do throws(StoreError) {
      try copy(to: draft, progress)
      try verify(draft)
    } catch {
      throw .store(error)
    }
    try sync(draft)
    // A link, unlike a rename, never puts itself in the place of another file.
    // SAFETY: both paths live through the call.
    guard unsafe link(draft, path) == 0 else {
      throw errno == EEXIST ? .exists(path) : .cannotWrite(path, errno: errno)
    }
    try sync(folder(of: path))
  }

  private func copy(
    to path: String, _ progress: (BackupProgress) -> Void
  ) throws(StoreError) {
    try translating(as: path) { () throws(SQLiteError) in
      let copy = try Connection(path: path, mode: .readWrite)
      // The first read fixes the state that is copied; see `Connection.backup`.
      try connection.reading { () throws(SQLiteError) in
        _ = try connection.integer("PRAGMA schema_version")
        _ = try connection.integer("SELECT count(*) FROM sqlite_schema")
        try connection.backup(to: copy) { step throws(SQLiteError) in progress(step) }
      }
    }
  }

  /// Reads the whole copy: a backup that cannot be read is none.
  private func verify(_ path: String) throws(StoreError) {
    let (result, application) = try translating(as: path) { () throws(SQLiteError) in
      let copy = try Connection(path: path, mode: .readWrite)
      return (
        try copy.text("PRAGMA integrity_check(1)"), try copy.integer("PRAGMA application_id")
      )
    }
    guard result == "ok", application == Store.applicationID else {
      throw .corrupt(path: path, detail: result ?? "it is empty")
    }
  }

  /// The failure may be the copy's as well as ours: reading seldom fails, so it is told of the copy.
  private func translating<Result>(
    as path: String, _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw StoreError(error, path: path) }
  }
}

package enum BackupFailure: Error, Equatable, Sendable {
  case exists(String)
  case cannotWrite(String, errno: Int32)
  case store(StoreError)
}

/// As private as the queue: prompts are in it.
private func makePrivateFile(_ draft: String, for path: String) throws(BackupFailure) {
  // SAFETY: the path lives through the call.
  let descriptor = unsafe open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw .cannotWrite(path, errno: errno) }
  close(descriptor)
}

/// Returns when the file, or the folder's list of files, would survive a power cut.
private func sync(_ path: String) throws(BackupFailure) {
  // SAFETY: the path lives through the call.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .cannotWrite(path, errno: errno) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw .cannotWrite(path, errno: errno) }
}

private func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

private func isThere(_ path: String) -> Bool {
  var facts = stat()
  // A dangling link is there too.
  // SAFETY: path and facts live through the call.
  return unsafe lstat(path, &facts) == 0
}

private func remove(_ path: String) {
  // Nothing to do about one that stays.
  // SAFETY: the path lives through the call.
  _ = unsafe unlink(path)
}
