package import SQLite
package import Spool

// What people set and the daemon obeys: limits, pauses, settings, models.

extension Store {
  /// The limits of each scope that has any. The account's are never lifted by the mere loss of its
  /// row: then those of a new account hold.
  package func limits() throws(SQLiteError) -> [Scope: Limits] {
    var limits: [Scope: Limits] = [.account: .account]
    try sql(
      "SELECT scope, in_flight, per_minute, polls_per_second, in_flight_for_now FROM limits"
    ).forEach { row throws(SQLiteError) in
      limits[Scope(row.text(0))] = Limits(
        inFlight: row.optionalInt(1), perMinute: row.optionalInt(2),
        pollsPerSecond: row.optionalDouble(3), inFlightForNow: row.optionalInt(4))
      return true
    }
    return limits
  }

  /// Lowers a scope's in-flight limit for now; nil lets the configured one hold again.
  package func setInFlightForNow(_ limit: Int?, of scope: Scope) throws(SQLiteError) {
    let standard = scope == .account ? Limits.account : Limits()
    try sql(
      """
      INSERT INTO limits (scope, in_flight, per_minute, polls_per_second, in_flight_for_now)
      VALUES (:scope, :in_flight, :per_minute, :polls, :limit)
      ON CONFLICT (scope) DO UPDATE SET in_flight_for_now = excluded.in_flight_for_now
      """
    ).run(scope, standard.inFlight, standard.perMinute, standard.pollsPerSecond, limit)
  }

  package func setLimits(_ limits: Limits, of scope: Scope) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO limits (scope, in_flight, per_minute, polls_per_second, in_flight_for_now)
      VALUES (:scope, :in_flight, :per_minute, :polls, :now)
      ON CONFLICT (scope) DO UPDATE SET in_flight = excluded.in_flight,
        per_minute = excluded.per_minute, polls_per_second = excluded.polls_per_second,
        in_flight_for_now = excluded.in_flight_for_now
      """
    ).run(
      scope, limits.inFlight, limits.perMinute, limits.pollsPerSecond, limits.inFlightForNow)
  }

  package func pauses() throws(SQLiteError) -> [Pause] {
    try sql("SELECT scope, reason, detail, since, until, step FROM pauses ORDER BY scope, since")
      .rows { row throws(SQLiteError) in
        Pause(
          scope: Scope(row.text(0)), reason: Pause.Reason(rawValue: row.text(1)) ?? .hand,
          detail: row.optionalText(2) ?? "",
          since: row.optionalTime(3) ?? Timestamp(milliseconds: 0),
          until: row.optionalTime(4), step: row.int(5))
      }
  }

  package func pause(_ pause: Pause) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO pauses (scope, reason, detail, since, until, step)
      VALUES (:scope, :reason, :detail, :since, :until, :step)
      ON CONFLICT (scope, reason) DO UPDATE SET detail = excluded.detail,
        until = excluded.until, step = excluded.step
      """
    ).run(pause.scope, pause.reason, pause.detail, pause.since, pause.until, pause.step)
  }

  /// Has the database compared with the API's history since a moment before anything more is
  /// submitted. What an earlier comparison has found stays to be looked at, where nobody has yet.
  package func fallBehind(since: Timestamp, _ detail: String) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO pauses (scope, reason, detail, since) VALUES ('', 'behind', :detail, :since)
      ON CONFLICT (scope, reason) DO UPDATE SET detail = excluded.detail,
        since = min(since, excluded.since), until = NULL, step = iif(step = 0, 0, :again)
      """
    ).run(detail, since, Pause.Comparing.isToDoAgain)
  }

  package func endPause(_ scope: Scope, _ reason: Pause.Reason) throws(SQLiteError) {
    try sql("DELETE FROM pauses WHERE scope = :scope AND reason = :reason").run(scope, reason)
  }

  /// Logs what happened to the account or a model: it belongs to no job.
  package func tell(
    _ kind: EventKind, _ detail: String, by actor: Actor, at now: Timestamp
  ) throws(SQLiteError) {
    try sql(
      "INSERT INTO events (at, kind, actor, detail) VALUES (:now, :kind, :actor, :detail)"
    ).run(now, kind, actor, detail)
  }

  package func setting(_ key: String) throws(SQLiteError) -> String? {
    try sql("SELECT value FROM settings WHERE key = :key").first(key) { $0.text(0) }
  }

  package func set(_ key: String, to value: String) throws(SQLiteError) {
    try sql(
      """
      INSERT INTO settings (key, value) VALUES (:key, :value)
      ON CONFLICT (key) DO UPDATE SET value = excluded.value
      """
    ).run(key, value)
  }

  package func models() throws(SQLiteError) -> [CatalogEntry] {
    try sql("SELECT name, item FROM models ORDER BY name").rows { row throws(SQLiteError) in
      CatalogEntry(name: row.text(0), item: row.text(1))
    }
  }
}

extension Store {
  /// A setting that is a length of time; its default when it is not set or cannot be read.
  package func duration(_ key: SettingKey) throws(SQLiteError) -> Duration {
    let text = try setting(key.rawValue).flatMap { key.normalized($0) } ?? key.standard
    return Duration(text) ?? .zero
  }
}
