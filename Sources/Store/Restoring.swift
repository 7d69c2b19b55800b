import Glibc
import Migrations
package import SQLite
package import Spool

// Restoring goes by way of a draft beside the database: a copy of the backup that is verified,
// brought to the current schema and marked as lying behind before anybody sees it. One copy by
// SQLite, one transaction, then puts it in the place of what the database holds. The file stays the
// same file all the time, so whoever has it open sees the restored queue and no other.

/// What there is in a backup.
package struct BackupFacts: Equatable, Sendable {
  package let schema: Int64
  package let jobs: Int
  package let attempts: Int
  package let events: Int

  /// When the newest thing happened that it knows of.
  package let newest: Timestamp?
}

package enum RestoreFailure: Error, Equatable, Sendable {
  /// Something is wrong with the backup: the database is untouched.
  case backup(StoreError)

  /// Something is wrong with the database, or in its folder.
  case database(StoreError)

  /// The backup is the database itself.
  case sameFile
}

/// A verified copy of a backup, ready to be put in a database's place; gone with its owner. The
/// daemon's lock is held meanwhile.
package final class Restoration {
  package let facts: BackupFacts

  /// Which kept pictures its jobs name.
  package let pictures: Set<String>
  private let path: String
  private let lock: DaemonLock
  private let draftPath: String
  private let draft: Store

  /// Copies and verifies the backup. Its folder's database is not touched.
  package init(
    of path: String, from backup: String, builtIn: [CatalogEntry], at now: Timestamp,
    progress: (BackupProgress) -> Void
  ) throws(RestoreFailure) {
    guard !isSameFile(path, backup) else { throw .sameFile }
    self.path = path
    do throws(StoreError) { lock = try DaemonLock(database: path) } catch { throw .database(error) }
    removeLeftDrafts(of: path)
    draftPath = Draft.restoring.path(for: path)
    do throws(StoreError) {
      try refuseNetworkFileSystem(path)
      try makePrivateFile(draftPath)
    } catch {
      throw .database(error)
    }
    do throws(StoreError) {
      let schema = try copy(backup, to: draftPath, progress)
      try verify(draftPath, as: backup)
      draft = try Store.open(draftPath, for: .writer(patience: .zero), builtIn: builtIn)
      let draft = draft
      facts = try draft.markAsBehind(schema, at: now)
      pictures = try draft.translating { () throws(SQLiteError) in try draft.allPicturesInUse() }
    } catch {
      Draft.remove(draftPath)
      throw .backup(error)
    }
  }

  deinit {
    Draft.remove(draftPath)
  }

  /// Puts the backup in the place of all that the database holds: at once, or not at all.
  package func run(
    builtIn: [CatalogEntry], patience: Duration, progress: (BackupProgress) -> Void
  ) throws(RestoreFailure) {
    do throws(StoreError) {
      let database = try destination(builtIn, patience)
      try database.translating { () throws(SQLiteError) in
        try draft.connection.backup(to: database.connection, pagesPerStep: 4096) {
          step throws(SQLiteError) in progress(step)
        }
        // Nobody else checkpoints: the lock is ours.
        try database.connection.checkpoint(.truncate)
      }
      try verify(path, as: path)
    } catch {
      throw .database(error)
    }
  }

  /// The database as it is now, of whatever age it is; a new one where there is none.
  private func destination(
    _ builtIn: [CatalogEntry], _ patience: Duration
  ) throws(StoreError) -> Store {
    do throws(StoreError) {
      return try Store.open(path, for: .writer(patience: patience), builtIn: builtIn)
    } catch {
      // Its schema is replaced with the rest.
      guard case .newer = error else { throw error }
    }
    return try translating(path) { () throws(SQLiteError) in
      let connection = try Connection(path: path, mode: .readWrite, busyTimeout: patience)
      try connection.execute("PRAGMA synchronous = FULL")
      return Store(path: path, connection: connection)
    }
  }
}

extension Store {
  /// Has the database compared with the API's history since its newest event before anything is
  /// submitted from it. One without jobs has nothing to pay twice.
  fileprivate func markAsBehind(_ schema: Int64, at now: Timestamp) throws(StoreError)
    -> BackupFacts
  {
    try writing { () throws(SQLiteError) in
      let newest = try lastEventTime()
      if try hasJobs() {
        try fallBehind(
          since: newest ?? now - .seconds(7 * 86_400),
          "it was restored from a backup: what was submitted since is not in it")
      }
      return BackupFacts(
        schema: schema, jobs: try sql("SELECT count(*) FROM jobs").first { $0.int(0) } ?? 0,
        attempts: try sql("SELECT count(*) FROM attempts").first { $0.int(0) } ?? 0,
        events: try sql("SELECT count(*) FROM events").first { $0.int(0) } ?? 0, newest: newest)
    }
  }
}

/// Copies one state of the backup; returns its schema's number.
private func copy(
  _ backup: String, to draft: String, _ progress: (BackupProgress) -> Void
) throws(StoreError) -> Int64 {
  guard unsafe access(backup, F_OK) == 0 else { throw .missing(path: backup) }
  let source = try translating(backup) { () throws(SQLiteError) in
    try Connection(path: backup, mode: mode(for: backup), busyTimeout: .seconds(5))
  }
  let (application, version) = try translating(backup) { () throws(SQLiteError) in
    (
      try source.integer("PRAGMA application_id"), try source.integer("PRAGMA user_version") ?? 0
    )
  }
  guard application == Store.applicationID else { throw .notOurs(path: backup) }
  guard version <= Migrations.newest else { throw .newer(path: backup, version: version) }
  try translating(draft) { () throws(SQLiteError) in
    let copy = try Connection(path: draft, mode: .readWrite)
    // The first read fixes the state that is copied; see `Connection.backup`.
    try source.reading { () throws(SQLiteError) in
      _ = try source.integer("SELECT count(*) FROM sqlite_schema")
      try source.backup(to: copy) { step throws(SQLiteError) in progress(step) }
    }
  }
  return version
}

/// A copy that has a log beside it, made by hand, is read with it: SQLite then wants to write there,
/// and to tidy up. Where that may not be, reading has to do.
private func mode(for backup: String) -> Connection.Mode {
  // SAFETY: the paths live through the calls.
  let mayWrite = unsafe access(backup, W_OK) == 0 && access(folder(of: backup), W_OK) == 0
  return mayWrite ? .readWrite : .readOnly
}

/// Reads all of it.
private func verify(_ path: String, as name: String) throws(StoreError) {
  let result = try translating(name) { () throws(SQLiteError) in
    try Connection(path: path, mode: .readWrite).text("PRAGMA integrity_check(1)")
  }
  guard result == "ok" else { throw .corrupt(path: name, detail: result ?? "it is empty") }
}

private func translating<Result>(
  _ path: String, _ body: () throws(SQLiteError) -> Result
) throws(StoreError) -> Result {
  do throws(SQLiteError) { return try body() } catch { throw StoreError(error, path: path) }
}

/// As private as the queue: prompts are in it.
private func makePrivateFile(_ path: String) throws(StoreError) {
  // SAFETY: the path lives through the call.
  let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else {
    // SAFETY: strerror never returns null, and its text is copied before anything else runs.
    throw .cannotOpen(path: path, reason: unsafe String(cString: strerror(errno)))
  }
  close(descriptor)
}

private func isSameFile(_ one: String, _ other: String) -> Bool {
  var (a, b) = (stat(), stat())
  // SAFETY: paths and facts live through the calls.
  guard unsafe stat(one, &a) == 0, unsafe stat(other, &b) == 0 else { return false }
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino
}
