import Glibc
package import SQLite

/// How far a backup has come.
package enum BackupStep: Equatable, Sendable {
  case copying(BackupProgress)

  /// The copy is read from end to end.
  case verifying
}

/// How much there is in a queue: what a copy of it must hold too.
package struct BackupCounts: Equatable, Sendable {
  package let jobs: Int
  package let attempts: Int
  package let events: Int
}

extension Store {
  /// Copies one state of the queue into a new file, verifies the copy and then gives it its name:
  /// under that name there is a whole backup or nothing, and what was there stays.
  ///
  /// Writers go on meanwhile. `bring` is given the pictures that the copy's jobs name, and is done
  /// with them before the copy has its name.
  package func backUp(
    to path: String, progress: (BackupStep) -> Void,
    bring: (Set<String>) throws(BackupFailure) -> Void
  ) throws(BackupFailure) -> BackupCounts {
    guard !isThere(path) else { throw .exists(path) }
    removeLeftBackupDrafts(in: folder(of: path))
    let draft = Draft.backup.path(for: path)
    try makePrivateFile(draft, for: path)
    defer { Draft.remove(draft) }
    let counts: BackupCounts
    let pictures: Set<String>
    do throws(StoreError) {
      counts = try copy(to: draft) { progress(.copying($0)) }
      progress(.verifying)
      pictures = try verify(draft, holds: counts)
    } catch {
      throw .store(error)
    }
    try sync(draft)
    try bring(pictures)
    // A link, unlike a rename, never puts itself in the place of another file.
    // SAFETY: both paths live through the call.
    guard unsafe link(draft, path) == 0 else {
      throw errno == EEXIST ? .exists(path) : .cannotWrite(path, errno: errno)
    }
    try sync(folder(of: path))
    return counts
  }

  private func copy(
    to path: String, _ progress: (BackupProgress) -> Void
  ) throws(StoreError) -> BackupCounts {
    try translating(as: path) { () throws(SQLiteError) in
      let copy = try Connection(path: path, mode: .readWrite)
      // The first read fixes the state that is copied; see `Connection.backup`.
      return try connection.reading { () throws(SQLiteError) in
        _ = try connection.integer("PRAGMA schema_version")
        let counts = try counts()
        try connection.backup(to: copy) { step throws(SQLiteError) in progress(step) }
        // With the queue came its write-ahead log, which can be read only where it can be written
        // too: on a read-only medium never. Whoever serves the copy one day gives it one again.
        try copy.execute("PRAGMA journal_mode = DELETE")
        return counts
      }
    }
  }

  /// Reads the whole copy: a backup that cannot be read, or that lacks anything, is none. Returns
  /// which pictures its jobs name.
  private func verify(
    _ path: String, holds counts: BackupCounts
  ) throws(StoreError) -> Set<String> {
    let (result, application, found, pictures) = try translating(as: path) {
      () throws(SQLiteError) in
      let copy = Store(path: path, connection: try Connection(path: path, mode: .readWrite))
      return (
        try copy.connection.text("PRAGMA integrity_check(1)"),
        try copy.connection.integer("PRAGMA application_id"), try copy.counts(),
        try copy.allPicturesInUse()
      )
    }
    guard result == "ok", application == Store.applicationID else {
      throw damage(of: path, result ?? "it is empty")
    }
    guard found == counts else {
      throw .corrupt(path: path, detail: "it holds \(found), and the queue \(counts)")
    }
    return pictures
  }

  private func counts() throws(SQLiteError) -> BackupCounts {
    BackupCounts(
      jobs: try sql("SELECT count(*) FROM jobs").first { $0.int(0) } ?? 0,
      attempts: try sql("SELECT count(*) FROM attempts").first { $0.int(0) } ?? 0,
      events: try sql("SELECT count(*) FROM events").first { $0.int(0) } ?? 0)
  }

  /// The failure may be the copy's as well as ours: reading seldom fails, so it is told of the copy.
  private func translating<Result>(
    as path: String, _ body: () throws(SQLiteError) -> Result
  ) throws(StoreError) -> Result {
    do throws(SQLiteError) { return try body() } catch {
      throw error.code == .corrupt ? damage(of: path, error.message) : StoreError(error, path: path)
    }
  }

  /// Pages are copied as they are: a damaged copy is most often a true one.
  private func damage(of copy: String, _ detail: String) -> StoreError {
    // A damaged file that fails to say so is damaged as well.
    let own = try? connection.text("PRAGMA integrity_check(1)")
    return .corrupt(path: own == "ok" ? copy : path, detail: detail)
  }
}

package enum BackupFailure: Error, Equatable, Sendable {
  case exists(String)
  case cannotWrite(String, errno: Int32)

  /// A picture cannot be brought along, for a reason in words.
  case picture(String)
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

private func isThere(_ path: String) -> Bool {
  var facts = stat()
  // A dangling link is there too.
  // SAFETY: path and facts live through the call.
  return unsafe lstat(path, &facts) == 0
}
