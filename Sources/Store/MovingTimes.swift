package import SQLite
import Spool

// What the clock on the wall has stamped, told anew after that clock was set. A time that is none, or
// would lie beyond the year 9999, stays as it is.

extension Store {
  /// The clock was set by `jump`: what is to be waited for takes as long as it was meant to, and what
  /// runs is as old as it was. The times of lost attempts go with the skew on record, but for those
  /// of lives that it says nothing of.
  package func followClock(setBy jump: Duration) throws(SQLiteError) {
    try moveRetries(by: jump)
    try moveRunning(by: jump)
    try moveLost(by: jump, ofLivesAfter: try skew()?.epoch ?? 0)
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
  package func moveLost(
    by jump: Duration, ofLivesUpTo last: Int64
  ) throws(SQLiteError) {
    try moveLost(by: jump, .min, last)
  }

  private func moveLost(by jump: Duration, ofLivesAfter last: Int64) throws(SQLiteError) {
    try moveLost(by: jump, last + 1, .max)
  }

  private func moveLost(by jump: Duration, _ first: Int64, _ last: Int64) throws(SQLiteError) {
    try sql(
      """
      UPDATE attempts SET sent_at = coalesce(strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump), sent_at),
        lost_at = strftime('%Y-%m-%d %H:%M:%f', lost_at, :jump)
      WHERE (outcome = 'sending' OR outcome = 'uncertain') AND epoch BETWEEN :first AND :last
      """
    ).run(seconds(jump), first, last)
    try sql(
      """
      UPDATE attempts SET sent_at = coalesce(strftime('%Y-%m-%d %H:%M:%f', sent_at, :jump), sent_at),
        lost_at = strftime('%Y-%m-%d %H:%M:%f', lost_at, :jump)
      WHERE outcome = 'given_up' AND prediction_id IS NULL AND epoch BETWEEN :first AND :last
      """
    ).run(seconds(jump), first, last)
  }

  /// How far the API's clock was ahead of the one that stamped the times of lost attempts, and the
  /// last of the daemon's lives that this holds for: one that ended before it knew is of another.
  package func skew() throws(SQLiteError) -> (ahead: Duration, epoch: Int64)? {
    try sql("SELECT api_ahead_ms, api_ahead_epoch FROM daemon WHERE id = 1").first {
      row throws(SQLiteError) in
      // Thousands of years are more than any two clocks are apart, and any daemon's lives.
      row.optionalInt64(0).map {
        (
          .milliseconds(min(max($0, -longestSkew), longestSkew)),
          min(max(row.int64(1), 0), longestSkew)
        )
      }
    } ?? nil
  }

  package func record(skew: Duration, epoch: Int64) throws(SQLiteError) {
    try sql("UPDATE daemon SET api_ahead_ms = :ahead, api_ahead_epoch = :epoch WHERE id = 1")
      .run(skew.milliseconds, epoch)
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
