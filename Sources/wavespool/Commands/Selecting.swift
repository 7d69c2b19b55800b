import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

/// What `cancel` and `retry` have in common: they act on ids, all checked first, or on what a
/// selection finds, after a question.
struct Decision {
  /// `cancel`, as in "would cancel 3 jobs".
  let verb: String
  let ids: RepeatedOperand<JobID>

  /// Only jobs with these statuses can be acted on.
  let statuses: [Status]

  /// Whether it may cost something, which is said before it is done.
  let isPaidFor: Bool

  /// Why a job with another status cannot, in words.
  let objection: @Sendable (JobRow) -> CommandFailure

  /// The jobs to act on; empty when there is nothing to do.
  func jobs(_ session: Session) throws(CommandFailure) -> [JobID] {
    try session.expectToWrite()
    let ids = session.invocation[ids].withoutRepetition
    return ids.isEmpty ? try selected(session) : try checked(ids, session)
  }

  private func checked(
    _ ids: [JobID], _ session: Session
  ) throws(CommandFailure) -> [JobID] {
    let jobs = try session.reading { store throws(SQLiteError) in try store.jobs(ids) }
    let found = Set(jobs.map(\.id))
    let missing = ids.filter { !found.contains($0) }
    guard missing.isEmpty else { throw session.noSuch(missing) }
    let unfit = jobs.filter { !statuses.contains($0.status) }
    guard let first = unfit.first else {
      if isPaidFor {
        try session.mustAgree(
          to: "\(verb) \(counted(ids.count, "job"))", session.outlay(ofQueuingAgain: ids))
      }
      return ids
    }
    if ids.count == 1 { throw objection(first) }
    throw CommandFailure(
      .failed, "\(named(unfit.map(\.id))) cannot be \(participle), so nothing was changed",
      details: unfit.prefix(10).map { objection($0).message })
  }

  private func selected(_ session: Session) throws(CommandFailure) -> [JobID] {
    let invocation = session.invocation
    let asked = invocation[Selection.status] ?? statuses
    var filter = JobFilter(
      statuses: asked.filter(statuses.contains), tag: invocation[Selection.tag])
    if let model = invocation[Selection.model] { filter.model = try session.modelOfJobs(model) }
    guard !filter.statuses.isEmpty else {
      let words = listed(asked.map(\.rawValue), "and")
      session.note("Nothing to \(verb): jobs that are \(words) cannot be \(participle).")
      return []
    }
    let chosen = filter
    let jobs = try session.reading { store throws(SQLiteError) in try store.select(chosen) }
    guard !jobs.isEmpty else {
      session.note("Nothing to \(verb): no such job matches.")
      return []
    }
    if !invocation[Selection.yes] { try ask(jobs, session) }
    return jobs.map(\.id)
  }

  private func ask(_ jobs: [SelectedJob], _ session: Session) throws(CommandFailure) {
    let parts = statuses.compactMap { status -> (status: Status, count: Int)? in
      let count = jobs.count { $0.status == status }
      return count > 0 ? (status, count) : nil
    }
    let of = parts.map { "\($0.count) \($0.status.rawValue)" }.joined(separator: ", ")
    let what =
      parts.count == 1
      ? "\(verb) \(counted(jobs.count, "\(parts[0].status.rawValue) job"))"
      : "\(verb) \(jobs.count) jobs (\(of))"
    let cost = isPaidFor ? " \(try session.outlay(ofQueuingAgain: jobs.map(\.id)).words)" : ""
    try session.mustAgree(to: what + cost, hint: "Say --yes to do it.")
  }

  private var participle: String { verb == "cancel" ? "cancelled" : "retried" }
}

extension Decision {
  /// Our transactions stay short for others who write: so many jobs at once.
  static let batch = 200

  /// Acts on the jobs, some at a time.
  func each<Done>(
    of jobs: [JobID], _ session: Session,
    _ act: (Store, JobID) throws(SQLiteError) -> Done?
  ) throws(CommandFailure) -> [Done] {
    var done: [Done] = []
    var rest = jobs[...]
    while !rest.isEmpty {
      let some = rest.prefix(Decision.batch)
      rest = rest.dropFirst(Decision.batch)
      done += try session.writing { store throws(SQLiteError) in
        var made: [Done] = []
        for job in some {
          if let one = try act(store, job) { made.append(one) }
        }
        return made
      }
    }
    return done
  }
}
