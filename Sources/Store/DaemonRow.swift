package import SQLite
package import Spool

/// What the daemon last wrote about itself.
package struct DaemonRow: Equatable, Sendable {
  package let epoch: Int64
  package let pid: Int64?
  package let version: String?
  package let apiURL: String?
  package let startedAt: Timestamp?
  package let heartbeatAt: Timestamp?
  package let stoppedAt: Timestamp?
  package let trouble: String?

  /// What the API said was left on the account, and when.
  package let balance: Money?
  package let balanceAt: Timestamp?

  /// As `Meters` are written.
  package let meters: String?
}

extension Store {
  package func daemonRow() throws(SQLiteError) -> DaemonRow? {
    try sql(
      """
      SELECT epoch, pid, version, api_url, started_at, heartbeat_at, stopped_at, trouble,
             balance_usd, balance_at, meters
      FROM daemon WHERE id = 1
      """
    ).first { row throws(SQLiteError) in
      DaemonRow(
        epoch: row.int64(0), pid: row.optionalInt64(1), version: row.optionalText(2),
        apiURL: row.optionalText(3), startedAt: row.optionalTime(4),
        heartbeatAt: row.optionalTime(5), stoppedAt: row.optionalTime(6),
        trouble: row.optionalText(7), balance: row.optionalMoney(8),
        balanceAt: row.optionalTime(9), meters: row.optionalText(10))
    }
  }

  package func heartbeat(
    at now: Timestamp, trouble: String?, meters: Meters
  ) throws(SQLiteError) {
    try sql(
      "UPDATE daemon SET heartbeat_at = :now, trouble = :trouble, meters = :meters WHERE id = 1"
    ).run(now, trouble, meters.text)
  }

  package func recordStop(at now: Timestamp) throws(SQLiteError) {
    try sql("UPDATE daemon SET stopped_at = :now, pid = NULL WHERE id = 1").run(now)
  }
}

extension Store {
  package func hasJobs() throws(SQLiteError) -> Bool {
    try sql("SELECT EXISTS (SELECT 1 FROM jobs)").first { $0.bool(0) } ?? false
  }
}
