import SQLite

// What the last one to close a database does is dear: the log is synced and written into the
// database, that is synced too, the log is deleted; and the next writer makes it anew, with two
// more syncs. A command that queues one job would spend nearly all its time on that. So commands
// leave a short log to the daemon, or to the next command that finds it long: reading it back
// takes a fraction of a millisecond.

extension Store {
  /// From this length on, the last one to close writes the log into the database after all.
  private static let longestLog = 1 << 20

  /// To be called before the connection closes. An empty log goes: then nobody has written.
  func leaveShortLog() {
    if (1..<Store.longestLog).contains(logLength) { connection.setCheckpointsOnClose(false) }
  }
}
