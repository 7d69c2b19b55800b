import JSON
import Media
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Database.Restore {
  /// Asks before it replaces what is there; where there is nobody to ask it takes --yes.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let backup = session.invocation[file]
    let wasThere = session.databaseIsThere
    try session.makeFolders()
    let restoration = try step("Reading", backup, session) { show throws(RestoreFailure) in
      try Restoration(
        of: session.location.path, from: backup, builtIn: Catalog.builtIn.entries, at: session.now,
        progress: show)
    }
    if wasThere { try ask(restoration.facts, session) }
    // Before the rows that name them: those may be sent as soon as they are there.
    let pictures = try bring(restoration.pictures, from: backup, session)
    try step("Restoring", backup, session) { show throws(RestoreFailure) in
      try restoration.run(
        builtIn: Catalog.builtIn.entries, patience: Session.patience, progress: show)
    }
    tell(restoration.facts, backup, pictures, session)
    return .done
  }

  private static func bring(
    _ names: Set<String>, from backup: String, _ session: Session
  ) throws(CommandFailure) -> PictureTransport.Tally {
    let transport = PictureTransport(
      from: MediaStore(besideDatabase: backup),
      to: MediaStore(besideDatabase: session.location.path))
    let progress = Progress("Bringing pictures", of: nil, on: session.err)
    let start = ContinuousClock.now
    defer { progress.finish() }
    do throws(MediaError) {
      return try transport.bring(names) { done, total in
        progress.update(done: done, of: total, after: .now - start)
      }
    } catch {
      throw CommandFailure(
        .failed, "a picture of the backup cannot be brought back: \(error)",
        hint: "The database was not changed.")
    }
  }

  private static func step<Result>(
    _ name: String, _ backup: String, _ session: Session,
    _ body: ((BackupProgress) -> Void) throws(RestoreFailure) -> Result
  ) throws(CommandFailure) -> Result {
    let progress = Progress(name, of: nil, on: session.err)
    let start = ContinuousClock.now
    defer { progress.finish() }
    do throws(RestoreFailure) {
      return try body {
        progress.update(
          done: $0.totalPages - $0.remainingPages, of: $0.totalPages, after: .now - start)
      }
    } catch {
      throw CommandFailure(error, backup)
    }
  }

  private static func ask(
    _ facts: BackupFacts, _ session: Session
  ) throws(CommandFailure) {
    guard !session.invocation[Selection.yes] else { return }
    let isAsked = session.console.canAsk && !session.wantsJSON
    guard isAsked || mayHoldJobs(session.location.path) else { return }
    try session.mustAgree(
      to: "replace all that \(session.location.path.visible) holds by \(facts.words)",
      hint: "Say --yes to do it; 'wavespool db backup FILE' keeps what is there.")
  }

  /// One that cannot be read may: its jobs are not this program's to count.
  private static func mayHoldJobs(_ path: String) -> Bool {
    do throws(StoreError) {
      let store = try Store.open(path, for: .reader(patience: Session.patience))
      return try store.reading { () throws(SQLiteError) in try store.hasJobs() }
    } catch {
      return true
    }
  }

  private static func tell(
    _ facts: BackupFacts, _ backup: String, _ pictures: PictureTransport.Tally, _ session: Session
  ) {
    if session.wantsJSON { session.print(facts.json(session.location.path, pictures)) }
    session.note("Restored \(session.location.path) from \(backup): \(facts.words).")
    let folder = MediaStore(besideDatabase: session.location.path).path
    for sentence in pictures.sentences(in: folder) { session.note(sentence) }
    guard facts.jobs > 0 else { return }
    session.note(
      "Nothing is submitted from it until wavespoold has compared it with the API's history, "
        + "which it does when it starts.")
  }
}

extension BackupFacts {
  /// `3 jobs and 2 attempts, up to 2026-04-01 12:00:00 UTC`
  fileprivate var words: String {
    "\(counted(jobs, "job")) and \(counted(attempts, "attempt"))"
      + (newest.map { ", up to \($0.words)" } ?? "")
  }

  fileprivate func json(_ path: String, _ pictures: PictureTransport.Tally) -> JSON {
    [
      "path": .string(path), "jobs": .whole(jobs), "attempts": .whole(attempts),
      "events": .whole(events), "schema": .whole(Int(schema)), "newest_event": .time(newest),
      "pictures": .whole(pictures.copied + pictures.there),
      "pictures_missing": .whole(pictures.missing),
    ]
  }
}

extension CommandFailure {
  fileprivate init(_ failure: RestoreFailure, _ backup: String) {
    switch failure {
    case .sameFile:
      self.init(.usage, "\(backup) is the database itself", hint: "Name a backup of it.")
    case .backup(.missing(let path)):
      self.init(.usage, "there is no backup at \(path)")
    case .backup(let error):
      self.init(
        .usage, "\(backup) cannot be restored: \(error.message)",
        hint: "Nothing was changed.")
    case .database(.locked(_, let holder)):
      self.init(
        .failed, "the database is in use by \(holder)", hint: "Stop it first, then restore again.")
    case .database(.corrupt(let path, let detail)):
      self.init(
        .database, "the database \(path) is damaged: \(detail)",
        hint: "Move it and its -wal away, to keep what is in them; then restore again.")
    case .database(let error):
      self.init(error)
    }
  }
}
