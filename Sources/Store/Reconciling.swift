package import SQLite
package import Spool

extension Store {
  /// Has the daemon compare the queue with the last week of the API's history before it submits
  /// anything more. False where there are no jobs: then nothing can be paid twice.
  package func askForComparison(at now: Timestamp) throws(SQLiteError) -> Bool {
    guard try hasJobs() else { return false }
    try fallBehind(since: now - .seconds(7 * 86_400), "'wavespool db reconcile' asked for it")
    return true
  }
}
