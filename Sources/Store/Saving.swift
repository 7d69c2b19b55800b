package import SQLite
package import Spool

/// A row of `outputs`.
package struct OutputID: Hashable, Comparable, Sendable {
  package let job: JobID

  /// From 0.
  package let position: Int

  package init(_ job: JobID, _ position: Int) {
    self.job = job
    self.position = position
  }

  /// As its file is called: counted from 1.
  package var fileName: String { "\(job)-\(position &+ 1)" }

  package static func < (a: OutputID, b: OutputID) -> Bool {
    (a.job, a.position) < (b.job, b.position)
  }
}

/// An output that is still with the API alone.
package struct PendingOutput: Equatable, Sendable {
  package let id: OutputID
  package let url: String
  package let nsfw: Bool?
  package let finishedAt: Timestamp?
  package let expiresAt: Timestamp?

  /// It came inside the API's answer, and waits in the database.
  package var isInline: Bool { url.hasPrefix("data:") }

  package init(
    _ id: OutputID, url: String, nsfw: Bool?, finishedAt: Timestamp?, expiresAt: Timestamp?
  ) {
    self.id = id
    self.url = url
    self.nsfw = nsfw
    self.finishedAt = finishedAt
    self.expiresAt = expiresAt
  }
}

extension Store {
  /// What is to be saved, the first to be forgotten first.
  package func pendingOutputs(atMost count: Int) throws(SQLiteError) -> [PendingOutput] {
    try sql(
      """
      SELECT outputs.job_id, position, url, outputs.nsfw, jobs.finished_at, expires_at
      FROM outputs LEFT JOIN jobs ON jobs.id = outputs.job_id
      WHERE outputs.status = 'pending' ORDER BY expires_at LIMIT :count
      """
    ).rows(count) { row throws(SQLiteError) in
      PendingOutput(
        OutputID(row.jobID(0), row.int(1)), url: row.text(2), nsfw: row.optionalBool(3),
        finishedAt: row.optionalTime(4), expiresAt: row.optionalTime(5))
    }
  }

  /// What came inside the API's answer, as long as it is neither saved nor given up.
  package func inlineOutput(_ id: OutputID) throws(SQLiteError) -> String? {
    try sql(
      "SELECT content FROM inline_outputs WHERE job_id = :job AND position = :position"
    ).first(id.job, id.position) { row in row.text(0) }
  }

  /// Records where an output is now, and what is to be said of it. False when its row is gone, or is
  /// another's by now.
  package func recordSaved(
    _ output: PendingOutput, at path: String, bytes: Int, sha256: String, contentType: String,
    remark: String?, on now: Timestamp
  ) throws(SQLiteError) -> Bool {
    try sql(
      """
      UPDATE outputs SET status = 'saved', path = :path, bytes = :bytes, sha256 = :sha256,
        content_type = :type, error = :remark
      WHERE job_id = :job AND position = :position AND url = :url AND status <> 'saved'
      """
    ).run(
      path, bytes, sha256, contentType, remark, output.id.job, output.id.position, output.url)
    guard connection.changes == 1 else { return false }
    let detail = path + (remark.map { "; it may be cut off: \($0)" } ?? "")
    try tellOfOutput(.saved, output.id.job, detail, on: now)
    return true
  }

  /// Records why an output will not be saved.
  package func recordUnsavable(
    _ output: PendingOutput, because reason: String, on now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE outputs SET status = 'failed', error = :reason
      WHERE job_id = :job AND position = :position AND url = :url AND status = 'pending'
      """
    ).run(reason, output.id.job, output.id.position, output.url)
    guard connection.changes == 1 else { return }
    try tellOfOutput(
      .failed, output.id.job, "output \(output.id.position &+ 1) was not saved: \(reason)", on: now)
  }

  /// Notes what keeps an output from being saved so far.
  package func recordTrouble(
    _ output: PendingOutput, _ reason: String
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE outputs SET error = :reason
      WHERE job_id = :job AND position = :position AND url = :url AND status = 'pending'
      """
    ).run(reason, output.id.job, output.id.position, output.url)
  }

  /// Sets aside what is not to be saved by these rules: of one job that has just ended, or of all.
  package func skipUnwanted(_ policy: SavingPolicy, of job: JobID?) throws(SQLiteError) {
    let isFlaggedAlone = policy.isOn
    guard !policy.isOn || policy.nsfw == .skip else { return }
    let reason =
      isFlaggedAlone ? "not saved: flagged, and nsfw is skip" : "not saved: save_outputs is off"
    // Where servers are slow, many others may wait to be saved: an end looks at its own alone.
    if let job {
      try sql(
        """
        UPDATE outputs SET status = 'skipped', error = :reason
        WHERE job_id = :job AND status = 'pending' AND (nsfw = 1 OR NOT :flagged)
        """
      ).run(reason, job, isFlaggedAlone)
    } else {
      try sql(
        """
        UPDATE outputs SET status = 'skipped', error = :reason
        WHERE status = 'pending' AND (nsfw = 1 OR NOT :flagged)
        """
      ).run(reason, isFlaggedAlone)
    }
  }

  /// Takes up what was set aside by other rules, as long as the API still has it. What came inside its
  /// answer was not kept then.
  package func takeUpSkipped(_ policy: SavingPolicy, at now: Timestamp) throws(SQLiteError) {
    guard policy.isOn else { return }
    try sql(
      """
      UPDATE outputs SET status = 'pending', error = NULL
      WHERE status = 'skipped' AND expires_at > :now AND (nsfw IS NOT 1 OR :flagged)
        AND url NOT LIKE 'data:%'
      """
    ).run(now, policy.nsfw != .skip)
  }

  private func tellOfOutput(
    _ kind: EventKind, _ job: JobID, _ detail: String, on now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO events (job_id, at, kind, actor, detail)
      VALUES (:job, :now, :kind, 'daemon', :detail)
      """
    ).run(job, now, kind, detail)
  }
}
