import JSON
import SQLite
import Spool

// The statements behind each effect. Those that write a job's row move its status with it and check
// that it was still where the decision was made.

extension Store {
  func open(
    _ attempt: AttemptID, _ change: JobChange, _ sending: Sending
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, body, sent_at, price_usd)
      VALUES (:job, :number, :model, :epoch, 'sending', :body, :now, :price)
      """
    ).run(
      attempt.job, attempt.number, change.job.model, sending.epoch, sending.body, change.now,
      sending.price)
    try sql(
      """
      UPDATE jobs SET status = 'submitting', attempts = attempts + 1, submitted_at = :now,
        prediction_id = NULL, remote_status = NULL, started_at = NULL,
        price_usd = coalesce(:price, price_usd), revision = revision + 1, actor = 'daemon'
      WHERE id = :id AND status = :from
      """
    ).run(change.now, sending.price, change.job.id, change.from)
    try mustHaveChanged()
  }

  func accept(
    _ attempt: AttemptID, _ report: Report, _ change: JobChange
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET outcome = 'accepted', prediction_id = :prediction, accepted_at = :now,
        adopted = :adopted, lost_at = NULL, needs_person = NULL, error = NULL, error_code = NULL,
        refunded = 0
      WHERE job_id = :job AND number = :number
      """
    ).run(
      report.prediction, change.now, change.kind == .adopted, attempt.job, attempt.number)
    try mustHaveChanged()
    try sql(
      """
      UPDATE jobs SET status = :to, prediction_id = :prediction, remote_status = :remote,
        started_at = CASE WHEN :processing THEN :now END,
        error = CASE WHEN status = 'uncertain' THEN NULL ELSE error END,
        error_code = CASE WHEN status = 'uncertain' THEN NULL ELSE error_code END,
        revision = revision + 1, actor = :actor
      WHERE id = :id AND status = :from
      """
    ).run(
      change.to.status, report.prediction,
      // A person who adopts a prediction does not know what the API calls it.
      report.remoteStatus.isEmpty ? nil : report.remoteStatus, report.progress == .processing,
      change.now, change.actor, change.job.id, change.from)
    try mustHaveChanged()
  }

  func recover(
    _ attempt: AttemptID, _ report: Report, _ change: JobChange, _ sending: Sending
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, body, sent_at,
        accepted_at, price_usd, adopted)
      VALUES (:job, :number, :model, :epoch, 'accepted', :prediction, :body, :sent, :now, :price, 1)
      """
    ).run(
      attempt.job, attempt.number, change.job.model, sending.epoch, report.prediction,
      sending.body, report.createdAt ?? change.now, change.now, sending.price)
    try sql(
      """
      UPDATE jobs SET status = :to, attempts = attempts + 1, prediction_id = :prediction,
        remote_status = :remote, submitted_at = :sent, run_after = NULL, waits_for = NULL,
        revision = revision + 1, actor = 'daemon'
      WHERE id = :id AND status = :from
      """
    ).run(
      change.to.status, report.prediction, report.remoteStatus, report.createdAt ?? change.now,
      change.job.id, change.from)
    try mustHaveChanged()
  }

  func settle(
    _ attempt: AttemptID, _ outcome: Outcome, _ refusal: Refusal?, _ now: Timestamp
  ) throws(SQLiteError) {
    // What is still uncertain keeps its body: it is what the history is compared with. And it
    // must not keep a prediction that belongs to another.
    try sql(
      """
      UPDATE attempts SET outcome = :outcome,
        body = CASE WHEN :open THEN body END,
        prediction_id = CASE WHEN :open THEN NULL ELSE prediction_id END,
        finished_at = CASE WHEN :open THEN NULL ELSE :now END,
        lost_at = CASE WHEN :open THEN coalesce(lost_at, :now) END,
        looks = CASE WHEN :open THEN 0 ELSE looks END, needs_person = NULL, adopted = 0,
        refunded = 0,
        error = coalesce(:error, error), error_code = coalesce(:code, error_code),
        http_status = coalesce(:http, http_status)
      WHERE job_id = :job AND number = :number
      """
    ).run(
      outcome, outcome.isLive, now, refusal?.message, refusal?.code, refusal?.httpStatus,
      attempt.job, attempt.number)
    try mustHaveChanged()
  }

  func recordProgress(
    _ attempt: AttemptID, _ report: Report, _ change: JobChange
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET remote_status = :remote,
        started_at = CASE WHEN :processing THEN coalesce(started_at, :now) ELSE started_at END,
        revision = revision + 1, actor = 'daemon'
      WHERE id = :id AND status = :from
      """
    ).run(
      report.remoteStatus, report.progress == .processing, change.now, change.job.id, change.from)
    try mustHaveChanged()
  }

  func recordResult(
    _ attempt: AttemptID, _ report: Report, _ change: JobChange
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET outcome = 'completed', body = NULL, finished_at = :now,
        inference_ms = :inference, error = NULL, error_code = NULL
      WHERE job_id = :job AND number = :number
      """
    ).run(change.now, report.inferenceMilliseconds, attempt.job, attempt.number)
    try mustHaveChanged()
    // An empty list of flags says nothing about any output.
    let flags = report.nsfw.flatMap { flags in
      flags.isEmpty ? nil : JSON.array(flags.map { .bool($0) }).text
    }
    try sql(
      """
      UPDATE jobs SET status = :to, remote_status = :remote, outputs = :outputs,
        has_nsfw_contents = :flags, inference_ms = :inference, error = NULL, error_code = NULL,
        finished_at = coalesce(:finished, finished_at),
        revision = revision + 1, actor = 'daemon'
      WHERE id = :id AND status = :from
      """
    ).run(
      change.to.status, report.remoteStatus,
      JSON.array(report.outputs.map { .string($0.url) }).text, flags,
      report.inferenceMilliseconds, change.finishedAt, change.job.id, change.from)
    try mustHaveChanged()
    try replaceOutputs(of: change.job.id, report, change.now)
  }

  private func replaceOutputs(
    of job: JobID, _ report: Report, _ now: Timestamp
  ) throws(SQLiteError) {
    try sql("DELETE FROM outputs WHERE job_id = :job").run(job)
    // What the API still has is not older than it keeps anything; some programs write the year 1 for
    // "never".
    let week = Duration.seconds(7 * 86_400)
    let created = report.createdAt.flatMap { $0 + week > now ? $0 : nil }
    let expiry = (created ?? now) + week
    for (position, output) in report.outputs.enumerated() {
      try sql(
        """
        INSERT INTO outputs (job_id, position, url, nsfw, expires_at)
        VALUES (:job, :position, :url, :nsfw, :expires)
        """
      ).run(job, position, output.url, output.nsfw, expiry)
      guard let content = output.content else { continue }
      try sql(
        """
        INSERT INTO inline_outputs (job_id, position, content)
        VALUES (:job, :position, :content)
        """
      ).run(job, position, content)
    }
  }

  func recordFailure(
    _ attempt: AttemptID, _ report: Report?, _ refusal: Refusal, _ now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET outcome = 'failed', body = NULL, finished_at = :now,
        inference_ms = :inference, error = :error, error_code = :code, http_status = :http,
        refunded = :refunded
      WHERE job_id = :job AND number = :number
      """
    ).run(
      now, report?.inferenceMilliseconds, refusal.message, refusal.code, refusal.httpStatus,
      report?.isRefunded ?? false, attempt.job, attempt.number)
    try mustHaveChanged()
    guard let report else { return }
    try sql(
      """
      UPDATE jobs SET remote_status = :remote, inference_ms = :inference, revision = revision + 1
      WHERE id = :id
      """
    ).run(report.remoteStatus, report.inferenceMilliseconds, attempt.job)
  }

  func recordError(_ refusal: Refusal, _ change: JobChange) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET status = :to, error = :error, error_code = :code, run_after = :after,
        retry_at = :after,
        attempts = (SELECT count(*) FROM attempts WHERE job_id = jobs.id
                    AND outcome NOT IN ('not_sent', 'throttled', 'rejected')),
        finished_at = CASE WHEN status = 'cancelled' THEN finished_at ELSE :finished END,
        revision = revision + 1, actor = :actor
      WHERE id = :id AND status = :from
      """
    ).run(
      change.to.status, refusal.message, refusal.code, change.runAfter,
      change.finishedAt, change.actor, change.job.id, change.from)
    try mustHaveChanged()
  }

  func move(_ change: JobChange) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET status = :to, run_after = :after, retry_at = :after,
        attempts = (SELECT count(*) FROM attempts WHERE job_id = jobs.id
                    AND outcome NOT IN ('not_sent', 'throttled', 'rejected')),
        finished_at = CASE WHEN status = 'cancelled' THEN finished_at ELSE :finished END,
        revision = revision + 1, actor = :actor
      WHERE id = :id AND status = :from
      """
    ).run(
      change.to.status, change.runAfter, change.finishedAt, change.actor, change.job.id,
      change.from)
    try mustHaveChanged()
  }

  func recordOrphan(
    _ attempt: AttemptID, _ report: Report, _ change: JobChange
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO orphans (prediction_id, job_id, model, found_at, price_usd)
      SELECT :prediction, :job, :model, :now,
             (SELECT price_usd FROM attempts WHERE job_id = :job AND number = :number)
      WHERE NOT EXISTS (SELECT 1 FROM attempts WHERE prediction_id = :prediction)
      ON CONFLICT DO NOTHING
      """
    ).run(report.prediction, attempt.job, change.job.model, change.now, attempt.number)
  }

  func authoriseAnother(_ job: JobID) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET max_attempts = max(max_attempts, attempts + 1), revision = revision + 1
      WHERE id = :id
      """
    ).run(job)
  }

  func tell(
    _ kind: EventKind, _ change: JobChange, to status: Status?, _ detail: String?
  ) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO events (job_id, at, kind, from_status, to_status, actor, detail)
      VALUES (:job, :now, :kind, :from, :to, :actor, :detail)
      """
    ).run(
      change.job.id, change.now, kind, status == nil ? nil : change.from, status, change.actor,
      detail)
  }

  private func mustHaveChanged() throws(SQLiteError) {
    guard connection.changes == 1 else {
      throw .constraint("the job had moved on before this was recorded")
    }
  }
}
