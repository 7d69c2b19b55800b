import Glibc
import SQLite
import Spool
import Store

extension Wait {
  /// Waits until all have ended; done when all of them completed.
  static func untilEnded(_ ids: [JobID], _ session: Session) throws(CommandFailure) -> ExitCode {
    while true {
      let jobs = try session.reading { store throws(SQLiteError) in
        var jobs: [StoredJob?] = []
        for id in ids { jobs.append(try store.job(id)) }
        return jobs
      }
      let statuses = jobs.map { $0?.standing.state.status ?? .cancelled }
      if statuses.allSatisfy(\.hasEnded) {
        return statuses.allSatisfy { $0 == .completed } ? .done : .incomplete
      }
      _ = poll(nil, 0, 250)
    }
  }
}
