package import SQLite
import Spool

// What the clock on the wall has stamped, told anew after that clock was set.

extension Store {
  /// Moves the times of what runs: they say how old a prediction is.
  package func moveRunning(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET sent_at = strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump),
        accepted_at = strftime('%Y-%m-%d %H:%M:%f', accepted_at, :jump)
      WHERE outcome IN ('sending', 'uncertain', 'accepted') AND outcome = 'accepted'
      """
    ).run(seconds(jump))
  }

  /// Moves the times of what has no answer: they say where to look for its prediction by the API's
  /// clock, together with the skew on record.
  package func moveLost(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET sent_at = strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump),
        lost_at = strftime('%Y-%m-%d %H:%M:%f', lost_at, :jump)
      WHERE outcome IN ('sending', 'uncertain', 'accepted') AND outcome <> 'accepted'
      """
    ).run(seconds(jump))
    try sql(
      """
      UPDATE attempts SET sent_at = strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump),
        lost_at = strftime('%Y-%m-%d %H:%M:%f', lost_at, :jump)
      WHERE outcome = 'given_up' AND prediction_id IS NULL
      """
    ).run(seconds(jump))
  }

  /// How far the API's clock was ahead of the one that stamped the times of lost attempts.
  package func skew() throws(SQLiteError) -> Duration? {
    try sql("SELECT api_ahead_ms FROM daemon WHERE id = 1").first {
      $0.optionalInt64(0).map { .milliseconds($0) }
    } ?? nil
  }

  package func record(skew: Duration) throws(SQLiteError) {
    try sql("UPDATE daemon SET api_ahead_ms = :ahead WHERE id = 1").run(skew.milliseconds)
  }

  /// Moves the daemon's own backoffs along; what people named by the clock stays where it is.
  package func moveRetries(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET run_after = strftime('%Y-%m-%d %H:%M:%f', run_after, :jump),
        revision = revision + 1
      WHERE status = 'queued' AND run_after IS NOT NULL AND attempts > 0
      """
    ).run(seconds(jump))
  }

  /// Moves the pauses that end by themselves: what was to be waited takes as long as it was meant to,
  /// and what was sent since one began is still told from what was sent before.
  package func movePauses(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE pauses SET since = strftime('%Y-%m-%d %H:%M:%f', since, :jump),
        until = strftime('%Y-%m-%d %H:%M:%f', until, :jump)
      WHERE until IS NOT NULL
      """
    ).run(seconds(jump))
  }

  private func seconds(_ jump: Duration) -> String {
    "\(Double(jump.milliseconds) / 1000) seconds"
  }
}
