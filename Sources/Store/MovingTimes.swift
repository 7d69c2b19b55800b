package import SQLite
import Spool

// What the clock on the wall has stamped, told anew after that clock was set. A time that is none, or
// would lie beyond the year 9999, stays as it is.

extension Store {
  /// The clock was set by `jump`: what is to be waited for takes as long as it was meant to, and what
  /// runs is as old as it was. The times of lost attempts go with the skew on record, where there is
  /// one.
  package func followClock(setBy jump: Duration) throws(SQLiteError) {
    try moveRetries(by: jump)
    try moveRunning(by: jump)
    if try skew() == nil { try moveLost(by: jump) }
    try movePauses(by: jump)
  }

  /// Moves the times of what runs: they say how old a prediction is.
  private func moveRunning(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET sent_at = coalesce(strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump), sent_at),
        accepted_at = strftime('%Y-%m-%d %H:%M:%f', accepted_at, :jump)
      WHERE outcome = 'accepted'
      """
    ).run(seconds(jump))
  }

  /// Moves the times of what has no answer: they say where to look for its prediction by the API's
  /// clock, together with the skew on record.
  package func moveLost(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET sent_at = coalesce(strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump), sent_at),
        lost_at = strftime('%Y-%m-%d %H:%M:%f', lost_at, :jump)
      WHERE outcome = 'sending' OR outcome = 'uncertain'
      """
    ).run(seconds(jump))
    try sql(
      """
      UPDATE attempts SET sent_at = coalesce(strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump), sent_at),
        lost_at = strftime('%Y-%m-%d %H:%M:%f', lost_at, :jump)
      WHERE outcome = 'given_up' AND prediction_id IS NULL
      """
    ).run(seconds(jump))
  }

  /// How far the API's clock was ahead of the one that stamped the times of lost attempts.
  package func skew() throws(SQLiteError) -> Duration? {
    try sql("SELECT api_ahead_ms FROM daemon WHERE id = 1").first {
      // Thousands of years are more than any two clocks are apart.
      $0.optionalInt64(0).map { .milliseconds(min(max($0, -longestSkew), longestSkew)) }
    } ?? nil
  }

  package func record(skew: Duration) throws(SQLiteError) {
    try sql("UPDATE daemon SET api_ahead_ms = :ahead WHERE id = 1").run(skew.milliseconds)
  }

  /// Moves the daemon's own backoffs along; what people named by the clock stays where it is.
  private func moveRetries(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE jobs SET
        run_after = coalesce(strftime('%Y-%m-%d %H:%M:%f', run_after, :jump), run_after),
        retry_at = coalesce(strftime('%Y-%m-%d %H:%M:%f', run_after, :jump), run_after),
        revision = revision + 1
      WHERE status = 'queued' AND run_after = retry_at
      """
    ).run(seconds(jump))
  }

  private var longestSkew: Int64 { 100_000_000_000_000 }

  /// Moves the pauses that end by themselves: what was to be waited takes as long as it was meant to,
  /// and what was sent since one began is still told from what was sent before.
  private func movePauses(by jump: Duration) throws(SQLiteError) {
    try sql(
      """
      UPDATE pauses SET
        since = coalesce(strftime('%Y-%m-%d %H:%M:%f', since, :jump), since),
        until = coalesce(strftime('%Y-%m-%d %H:%M:%f', until, :jump), until)
      WHERE until IS NOT NULL
      """
    ).run(seconds(jump))
  }

  private func seconds(_ jump: Duration) -> String {
    "\(Double(jump.milliseconds) / 1000) seconds"
  }
}
