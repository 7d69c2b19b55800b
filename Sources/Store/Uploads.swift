package import SQLite
package import Spool

/// A picture of this machine that the API has been given.
package struct Upload: Equatable, Sendable {
  /// Of its content, in hexadecimal.
  package let digest: String
  package let format: String
  package let width: Int
  package let height: Int
  package let bytes: Int

  /// Where the API finds it.
  package let url: String

  package init(
    digest: String, format: String, width: Int, height: Int, bytes: Int, url: String
  ) {
    self.digest = digest
    self.format = format
    self.width = width
    self.height = height
    self.bytes = bytes
    self.url = url
  }
}

extension Store {
  /// The upload of that picture to that API, while it can be relied on.
  package func upload(
    of digest: String, to api: String, at now: Timestamp
  ) throws(SQLiteError) -> Upload? {
    try sql(
      """
      SELECT format, width, height, bytes, url FROM uploads
      WHERE sha256 = :digest AND api = :api AND expires_at > :now
      """
    ).first(digest, api, now) { row throws(SQLiteError) in
      Upload(
        digest: digest, format: row.text(0), width: row.int(1), height: row.int(2),
        bytes: row.int(3), url: row.text(4))
    }
  }

  /// Whether any API has been given that picture, and can still be relied on to have it.
  func isUploaded(_ digest: String, at now: Timestamp) throws(SQLiteError) -> Bool {
    try sql("SELECT 1 FROM uploads WHERE sha256 = :digest AND expires_at > :now")
      .first(digest, now) { _ in true } ?? false
  }

  package func record(
    _ upload: Upload, to api: String, at now: Timestamp, until expiry: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT OR REPLACE INTO uploads
        (sha256, api, format, width, height, bytes, url, uploaded_at, expires_at)
      VALUES (:digest, :api, :format, :width, :height, :bytes, :url, :now, :expiry)
      """
    ).run(
      upload.digest, api, upload.format, upload.width, upload.height, upload.bytes, upload.url,
      now, expiry)
    try sql("DELETE FROM uploads WHERE expires_at <= :now").run(now)
  }

  /// The API could not read a picture of this job: what it was given is given to it anew next time.
  package func forgetUploads(of job: JobID) throws(SQLiteError) {
    try sql(
      """
      DELETE FROM uploads WHERE EXISTS (
        SELECT 1 FROM jobs WHERE id = :job AND instr(input, 'media:' || sha256))
      """
    ).run(job)
  }

  /// Replaces the input of a queued job by one that says the same in other words. False when the
  /// job has moved on, or was edited meanwhile.
  package func rewriteInput(
    of job: JobID, from old: String, to new: String, because reason: String, at now: Timestamp
  ) throws(SQLiteError) -> Bool {
    try sql(
      """
      UPDATE jobs SET input = :new, revision = revision + 1, actor = 'daemon'
      WHERE id = :id AND status = 'queued' AND input = :old
      """
    ).run(new, job, old)
    guard connection.changes == 1 else { return false }
    try sql(
      """
      INSERT INTO events (job_id, at, kind, actor, detail)
      VALUES (:job, :now, 'edited', 'daemon', :reason)
      """
    ).run(job, now, reason)
    return true
  }
}
