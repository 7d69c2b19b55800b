import JSON
import SQLite
import Spool
import Store
import Terminal

extension Wait {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let ids = session.invocation[jobs].withoutRepetition
    let code = try untilEnded(
      ids, any: session.invocation[any], timeout: session.invocation[timeout], session)
    if session.wantsJSON {
      let jobs = try session.reading { store throws(SQLiteError) in try store.jobs(ids) }
      session.print(.array(jobs.map { .object($0.json) }))
    }
    return code
  }
}

extension [JobID] {
  /// An id given twice is one job.
  var withoutRepetition: [JobID] {
    var seen: Set<JobID> = []
    return filter { seen.insert($0).inserted }
  }
}
