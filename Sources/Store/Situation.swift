package import SQLite
package import Spool

/// All that decides when a job moves next, read at one moment.
package struct Situation: Equatable, Sendable {
  package let job: JobRow
  package let attempts: [AttemptRow]
  package let outputs: [OutputRow]
  package let pauses: [Pause]
  package let limits: [Scope: Limits]

  /// Attempts that hold a slot, of all jobs.
  package let live: [LiveAttempt]

  /// Submissions that may count in the minute's window.
  package let submissions: [RecentSubmission]

  /// Ready jobs of its model that come before it.
  package let ahead: Int

  /// How many kept pictures it names that no API has been given, or not lately.
  package let picturesToUpload: Int

  /// What the newest search for its prediction said.
  package let searched: String?

  /// No poll of its running prediction is answered.
  package let silence: Silence?

  /// A person has named its prediction, of which the API has not told anything yet.
  package let isUnproven: Bool

  /// What the age of its running prediction means.
  package let run: LongRun
  package let purse: Purse
}

extension Store {
  package func situation(of id: JobID, at now: Timestamp) throws(SQLiteError) -> Situation? {
    guard let job = try jobs([id]).first else { return nil }
    return Situation(
      job: job, attempts: try ledger(of: id), outputs: try outputs(of: id), pauses: try pauses(),
      limits: try limits(), live: try liveAttempts(),
      submissions: try submissions(since: now - .seconds(180)), ahead: try ahead(of: job),
      picturesToUpload: try picturesToUpload(for: job, at: now),
      searched: try newestSearch(for: id),
      silence: try newestSilence(of: id), isUnproven: try unprovenAdoption(of: id) != nil,
      run: try longRunners(at: now).first { $0.job == id }?.run ?? .ordinary,
      purse: try purse(at: now))
  }

  private func ahead(of job: JobRow) throws(SQLiteError) -> Int {
    guard job.status == .queued else { return 0 }
    return try sql(
      """
      SELECT (SELECT count(*) FROM jobs WHERE status = 'queued' AND run_after IS NULL
              AND waits_for IS NULL AND model = :model AND priority > :priority)
           + (SELECT count(*) FROM jobs WHERE status = 'queued' AND run_after IS NULL
              AND waits_for IS NULL AND model = :model AND priority = :priority AND id < :id)
      """
    ).first(job.model, job.priority, job.id) { $0.int(0) } ?? 0
  }

  private func picturesToUpload(for job: JobRow, at now: Timestamp) throws(SQLiteError) -> Int {
    guard job.status == .queued else { return 0 }
    var count = 0
    for digest in picturesNamed(in: job.input) where try !isUploaded(digest, at: now) { count += 1 }
    return count
  }

  private func newestSearch(for job: JobID) throws(SQLiteError) -> String? {
    try sql(
      """
      SELECT detail FROM events WHERE job_id = :job AND kind = 'searched'
      ORDER BY id DESC LIMIT 1
      """
    ).first(job) { $0.optionalText(0) } ?? nil
  }
}
