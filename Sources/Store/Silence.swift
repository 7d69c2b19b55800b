package import SQLite
package import Spool

// A running prediction of which no poll says anything any more. Nothing follows from it for the job,
// which is paid for: it stands in the log, for people.

extension Store {
  /// `reason` is what the polls brought instead; nil when they are answered again.
  package func recordSilence(
    of job: JobID, because reason: String?, at now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO events (job_id, at, kind, actor, detail)
      VALUES (:job, :now, 'progress', 'daemon', :detail)
      """
    ).run(job, now, reason.map { silence + $0 } ?? "polls are answered again")
  }

  /// Since when, and why, as far as the newest that is known of its progress is that.
  func newestSilence(of job: JobID) throws(SQLiteError) -> Silence? {
    try sql(
      """
      SELECT at, detail FROM events WHERE job_id = :job AND kind = 'progress'
      ORDER BY id DESC LIMIT 1
      """
    ).first(job) { row -> Silence? in
      guard let at = row.optionalTime(0), let detail = row.optionalText(1),
        detail.hasPrefix(silence)
      else { return nil }
      return Silence(since: at, reason: String(detail.dropFirst(silence.count)))
    } ?? nil
  }
}

package struct Silence: Equatable, Sendable {
  package let since: Timestamp
  package let reason: String
}

private let silence = "no poll is answered: "
