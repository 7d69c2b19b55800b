import JSON
import Media
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Import {
  /// All of it is checked before the first job is added, without holding a lock; then one
  /// transaction adds all of them.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let arguments = session.invocation
    try session.expectToWrite()
    let name = arguments[source].name
    let model = try arguments[self.model].map { text throws(CommandFailure) in
      try session.model(text)
    }
    let quotes =
      session.databaseIsThere
      ? try session.reading { store throws(SQLiteError) in try store.quotes() } : []
    var check = ImportCheck(
      catalog: try session.catalog(), quotes: quotes, model: model,
      tags: arguments[tag].withoutRepetition,
      pictures: PictureIntake(
        session, takesStandardInput: arguments[source] != .standardInput))
    let digest = try read(into: &check, session)

    if !arguments[again], session.databaseIsThere {
      let past = try session.reading { store throws(SQLiteError) in try store.pastImport(digest) }
      if let past { return repeated(past, digest, name, session) }
    }
    try check.mustBeFaultless(name)
    for warning in check.pictures.warnings { session.warn(warning) }
    guard !check.jobs.isEmpty else {
      if session.wantsJSON { session.print(Imported().json(digest)) }
      session.note("There is no job in \(name).")
      return .done
    }
    try mustAgree(check.jobs, check.book, session)
    return try add(check.jobs, digest, name, session)
  }

  private static func read(
    into check: inout ImportCheck, _ session: Session
  ) throws(CommandFailure) -> String {
    let source = session.invocation[self.source]
    var file = try SourceFile(source)
    var reader: ImportReader?
    var hash = SHA256()
    let progress = Progress("Checking", of: nil, on: session.err)
    let start = ContinuousClock.now
    while let piece = try file.next() {
      hash.update(piece)
      var current =
        reader ?? ImportReader(session.invocation[format] ?? .guessed(source, from: piece))
      current.read(piece, &check)
      reader = current
      progress.update(done: check.lines, after: .now - start)
    }
    reader?.finish(&check)
    progress.finish()
    hash.update(check.digestSuffix)
    return hash.finish()
  }

  private static func repeated(
    _ past: PastImport, _ digest: String, _ name: String, _ session: Session
  ) -> ExitCode {
    if session.wantsJSON { session.print(Imported().json(digest)) }
    let when = past.at.map { " on \($0.words)" } ?? ""
    session.note(
      "\(name) was imported before\(when) (\(counted(past.jobs, "job"))): nothing was added. "
        + "With --again it is.")
    return .done
  }

  /// Nothing is locked while somebody thinks about it.
  private static func mustAgree(
    _ jobs: [NewJob], _ book: PriceBook, _ session: Session
  ) throws(CommandFailure) {
    guard !session.invocation[Selection.yes] else { return }
    var outlay = Outlay()
    for job in jobs {
      outlay.add(job.price ?? book.price(job.model, job.input), atMost: job.maxPrice)
    }
    try session.mustAgree(to: "queue \(counted(jobs.count, "job"))", outlay)
  }

  private static func add(
    _ jobs: [NewJob], _ digest: String, _ name: String, _ session: Session
  ) throws(CommandFailure) -> ExitCode {
    let now = session.now
    let again = session.invocation[self.again]
    let line = LiveLines(on: session.err)
    line.show([LiveLine("Queuing \(counted(jobs.count, "job"))…")])
    defer { line.clear() }
    var past: PastImport?
    let imported = try session.writing { store throws(SQLiteError) in
      // Another import of the same content may have been quicker.
      past = again ? nil : try store.pastImport(digest)
      return past == nil ? try store.add(jobs, from: digest, at: now) : Imported()
    }
    line.clear()
    if let past { return repeated(past, digest, name, session) }
    if session.wantsJSON { session.print(imported.json(digest)) }
    session.note(words(imported, jobs))
    if imported.taken > 0 {
      let keys = imported.taken == 1 ? "its key is" : "their keys are"
      session.note("\(counted(imported.taken, "job")) left out: \(keys) held by jobs not ended.")
    }
    if imported.added > 0 { session.noteWhenNobodyServes() }
    return .done
  }

  /// As in `Queued 3 jobs, 7 to 9: $0.60 by their models' price lists, 1 of unknown price.`
  private static func words(_ imported: Imported, _ jobs: [NewJob]) -> String {
    guard let first = imported.first, let last = imported.last else { return "Queued no job." }
    let head =
      first == last
      ? "Queued job \(first)" : "Queued \(counted(imported.added, "job")), \(first) to \(last)"
    // What was left out is not told apart here, and so nothing of money is said.
    guard imported.taken == 0 else { return head + "." }
    let prices = jobs.compactMap(\.price)
    let unknown = jobs.count - prices.count
    if prices.isEmpty {
      return head + (imported.added == 1 ? "; its price is" : "; their prices are") + " not known."
    }
    let total = prices.reduce(.zero, +)
    return head + ": \(total) by their models' price lists"
      + (unknown > 0 ? ", \(unknown) of unknown price." : ".")
  }
}

extension Import.Format {
  /// By the file's name, else by its first character: JSON lines begin with an object.
  fileprivate static func guessed(
    _ source: InputSource, from piece: ArraySlice<UInt8>
  ) -> Import.Format {
    if case .file(let path) = source {
      let name = path.lowercased()
      if name.hasSuffix(".csv") { return .csv }
      if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .jsonl }
    }
    let mark: Set<UInt8> = [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d]
    let first = piece.first { !mark.contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .jsonl : .csv
  }
}

extension Imported {
  fileprivate func json(_ digest: String) -> JSON {
    [
      "added": .whole(added), "left_out": .whole(taken),
      "first_id": .whole(first.map { Int($0.number) }),
      "last_id": .whole(last.map { Int($0.number) }), "sha256": .string(digest),
    ]
  }
}
