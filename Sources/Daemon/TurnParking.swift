import Spool
import SQLite
import Store

// People may add triggers of their own, and a row may hold what no step of ours can be written to. Each
// step is therefore undone by itself where the schema refuses it, and told; the turn goes on.

extension Turn {
  /// Does one step of the turn. False where the schema refused it.
  @discardableResult
  func step(
    _ what: String, of job: JobID? = nil, _ body: () throws(SQLiteError) -> Void
  ) throws(SQLiteError) -> Bool {
    do throws(SQLiteError) {
      try store.decision(body)
      return true
    } catch  where error.code == .constraint {
      world.log.error(
        "the database refused a step",
        ["step": what, "job": job.map { "\($0)" } ?? "", "why": error.message])
      return false
    }
  }

  /// Does a step to many jobs at once. Where the schema refuses that, each has its own, and those that
  /// are refused are parked: one row must not keep the others.
  func step(
    _ what: String, ofEach jobs: [JobID], _ plan: inout Plan,
    _ body: ([JobID]) throws(SQLiteError) -> Void
  ) throws(SQLiteError) {
    guard !jobs.isEmpty else { return }
    do throws(SQLiteError) {
      return try store.decision { () throws(SQLiteError) in try body(jobs) }
    } catch  where error.code == .constraint {
      for job in jobs {
        let isDone = try step(what, of: job) { () throws(SQLiteError) in try body([job]) }
        if !isDone { plan.parked.insert(job) }
      }
    }
  }

  /// Jobs that the schema lets nothing be written to, as far as this turn knows: who has written may
  /// have put that right.
  func parked(_ plan: Plan) -> Set<JobID> {
    plan.steering == nil ? parked.union(plan.parked) : plan.parked
  }

  /// Puts what has come due into line, and remembers when the next one will.
  func admitDue(_ plan: inout Plan, at moment: Moment) throws(SQLiteError) {
    let due = try store.due(at: moment.wall, atMost: Turn.batch, without: parked(plan))
    try step("to put it into line", ofEach: due, &plan) { jobs throws(SQLiteError) in
      try store.admit(jobs)
    }
    plan.nextDue = try store.nextDue(without: parked(plan))
  }
}
