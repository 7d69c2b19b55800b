import Spool
import SQLite
import Store

extension Turn {
  /// How things are in a line, as `systemctl status` shows it; nil while the database cannot be
  /// read.
  func statusLine() -> String? {
    let glance: Glance
    do throws(StoreError) {
      glance = try store.reading { () throws(SQLiteError) in
        try store.glance(atMost: Turn.mostCounted + 1)
      }
    } catch {
      return standstill  // nil before the turn's own commit has met the same trouble
    }
    let isMore = glance.queued > Turn.mostCounted
    // A cancelled job whose prediction lives is in flight too: it is paid for and polled.
    let inFlight = following.values.count { !$0.isUncertain }
    var parts = [
      isMore ? "more than \(Turn.mostCounted) queued" : "\(glance.queued) queued",
      "\(inFlight) in flight",
    ]
    if glance.uncertain > 0 { parts.append("\(glance.uncertain) uncertain") }
    let reasons = Set(pauses.map(\.reason.rawValue)).sorted()
    if !reasons.isEmpty { parts.append("submitting pauses: " + reasons.joined(separator: ", ")) }
    let counts = parts.joined(separator: ", ")
    return standstill.map { "nothing can be recorded or submitted, \($0); \(counts)" } ?? counts
  }

  /// Counting costs as much as there is to count, and a million is no more news than this.
  private static let mostCounted = 10_000
}

extension Following {
  fileprivate var isUncertain: Bool {
    if case .uncertain = stage { true } else { false }
  }
}
