import Migrations
package import SQLite
package import Spool

/// What a look at the whole database has found.
package struct Checkup: Equatable, Sendable {
  /// What is wrong, in words; none when all is well.
  package var findings: [String] = []

  /// Whether it is the file: rows that contradict each other can still be copied.
  package var isDamaged = false

  /// Tables, indexes and triggers that are not ours. They may be wanted.
  package var foreign: [String] = []
  package var jobs: [(status: Status, count: Int)] = []
  package var attempts = 0
  package var events = 0
  package var bytes: Int64 = 0
  package var freeBytes: Int64 = 0

  package static func == (a: Checkup, b: Checkup) -> Bool {
    a.findings == b.findings && a.foreign == b.foreign
  }
}

extension Store {
  /// Looks for damage of the file, of the schema, and for rows that contradict each other.
  ///
  /// To be called while reading: it then sees one state, and nobody waits for it.
  package func checkup() throws(SQLiteError) -> Checkup {
    var checkup = Checkup()
    checkup.findings = try connection.prepare("PRAGMA integrity_check(20)", persistent: false)
      .rows { row throws(SQLiteError) in row.text(0) }.flatMap(damageLines)
    // On a damaged file nothing else can be believed.
    guard checkup.findings.isEmpty else {
      checkup.isDamaged = true
      return checkup
    }
    try checkSchema(&checkup)
    for (words, query) in contradictions {
      let ids = try connection.prepare(query, persistent: false)
        .rows { row throws(SQLiteError) in row.int64(0) }
      guard let first = ids.first else { continue }
      let others = ids.count > 1 ? " (and \(ids.count - 1) more)" : ""
      checkup.findings.append("job \(first)\(others): \(words)")
    }
    try count(&checkup)
    return checkup
  }

  private func checkSchema(_ checkup: inout Checkup) throws(SQLiteError) {
    let journal = try connection.text("PRAGMA journal_mode") ?? ""
    // A backup has none, and needs none before a daemon serves it.
    if journal != "wal", DaemonLock.holder(of: path) != nil {
      checkup.findings.append("its journal is '\(journal)' instead of 'wal'")
    }
    let found = try connection.prepare(
      "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite#_%' ESCAPE '#' ORDER BY name",
      persistent: false
    ).rows { row throws(SQLiteError) in row.text(0) }
    let ours = Migrations.steps.flatMap(createdNames)
    let missing = ours.filter { !found.contains($0) }
    checkup.findings += missing.map { "\($0) is missing from the schema" }
    checkup.foreign = found.filter { !ours.contains($0) }
  }

  private func count(_ checkup: inout Checkup) throws(SQLiteError) {
    checkup.jobs = try sql("SELECT status, count(*) FROM jobs GROUP BY status")
      .rows { row throws(SQLiteError) in
        (status: Status(rawValue: row.text(0)) ?? .queued, count: row.int(1))
      }
    checkup.attempts = try sql("SELECT count(*) FROM attempts").first { $0.int(0) } ?? 0
    checkup.events = try sql("SELECT count(*) FROM events").first { $0.int(0) } ?? 0
    let page = try connection.integer("PRAGMA page_size") ?? 0
    checkup.bytes = page * (try connection.integer("PRAGMA page_count") ?? 0)
    checkup.freeBytes = page * (try connection.integer("PRAGMA freelist_count") ?? 0)
  }
}

/// What a row of SQLite's check says is wrong: it puts many lines into one, below a heading.
func damageLines(_ row: String) -> [String] {
  guard row != "ok" else { return [] }
  let lines = row.split(separator: "\n").map(String.init)
  let told = lines.filter { !$0.hasPrefix("*** in database ") }
  return told.isEmpty ? lines : told
}

/// What follows CREATE in our schema, as far as it makes something with a name.
private func createdNames(_ script: String) -> [String] {
  script.split(separator: "\n").compactMap { line in
    var words = line.split(separator: " ")[...]
    guard words.popFirst() == "CREATE" else { return nil }
    if words.first == "UNIQUE" { words = words.dropFirst() }
    return words.dropFirst().first.map(String.init)
  }
}

/// Rows of the queue and of the ledger that cannot both be true. Each gives the ids of its jobs.
private let contradictions: [(words: String, query: String)] = [
  (
    "it is running, but no attempt of it was accepted",
    """
    SELECT id FROM jobs WHERE status = 'running' AND NOT EXISTS (
      SELECT 1 FROM attempts WHERE job_id = jobs.id AND outcome = 'accepted')
    """
  ),
  (
    "it is being submitted, but the ledger has no attempt that is being sent",
    """
    SELECT id FROM jobs WHERE status = 'submitting' AND NOT EXISTS (
      SELECT 1 FROM attempts WHERE job_id = jobs.id AND outcome = 'sending')
    """
  ),
  (
    "it is uncertain, but no attempt of it is",
    """
    SELECT id FROM jobs WHERE status = 'uncertain' AND NOT EXISTS (
      SELECT 1 FROM attempts WHERE job_id = jobs.id AND outcome = 'uncertain')
    """
  ),
  (
    "it has completed, but no attempt of it has",
    """
    SELECT id FROM jobs WHERE status = 'completed' AND NOT EXISTS (
      SELECT 1 FROM attempts WHERE job_id = jobs.id AND outcome = 'completed')
    """
  ),
  (
    "it waits or has failed, but an attempt of it is still live",
    """
    SELECT id FROM jobs WHERE status IN ('queued', 'failed') AND EXISTS (
      SELECT 1 FROM attempts WHERE job_id = jobs.id
        AND (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted'))
    """
  ),
  (
    "its count of attempts is not the ledger's",
    """
    SELECT id FROM jobs WHERE attempts <> (
      SELECT count(*) FROM attempts WHERE job_id = jobs.id
        AND outcome NOT IN ('not_sent', 'throttled', 'rejected'))
    """
  ),
  (
    "an attempt of it is live, but the job is not there",
    """
    SELECT job_id FROM attempts
    WHERE (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted')
      AND NOT EXISTS (SELECT 1 FROM jobs WHERE id = attempts.job_id)
    """
  ),
  (
    "its model is not in the catalog",
    """
    SELECT id FROM jobs WHERE status IN ('queued', 'submitting', 'uncertain', 'running')
      AND NOT EXISTS (SELECT 1 FROM models WHERE name = jobs.model)
    """
  ),
]
