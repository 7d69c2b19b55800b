import JSON
import SQLite
import Spool
import Store
import Terminal

extension Retry {
  private static let decision = Decision(
    verb: "retry", ids: ids, statuses: [.failed, .cancelled], isPaidFor: true
  ) { job in
    switch job.status {
    case .queued: CommandFailure(.failed, "job \(job.id) is queued already")
    case .submitting, .running:
      CommandFailure(
        .failed, "job \(job.id) is \(job.status.rawValue): it has not ended",
        hint: "'wavespool wait \(job.id)' waits for it.")
    case .uncertain:
      CommandFailure(
        .failed, "job \(job.id) is uncertain: it may have been charged, and is not sent blindly",
        hint: "'wavespool explain \(job.id)' says what is known, 'wavespool resolve' settles it.")
    case .completed:
      CommandFailure(
        .failed, "job \(job.id) has completed",
        hint: "Queue a new one: 'wavespool show \(job.id)' has its input.")
    case .failed, .cancelled: preconditionFailure("a failed job can be queued again")
    }
  }

  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let jobs = try decision.jobs(session)
    let book = try session.priceBook()
    let tried = try decision.each(of: jobs, session) { store, id throws(SQLiteError) in
      try queueAgain(id, store, book)
    }
    let done = tried.filter { $0.refusal == nil }
    if session.wantsJSON {
      session.print(.array(done.map { .object($0.json) }))
    } else {
      tell(done, session)
    }
    if !done.isEmpty { session.noteWhenNobodyServes() }
    let refused = tried.filter { $0.refusal != nil }
    guard let first = refused.first else { return .done }
    throw CommandFailure(
      .failed, "\(named(refused.map(\.id))) cannot be queued again: \(first.refusal ?? "")",
      hint: first.holder.map {
        "Wait until job \($0) has ended, or 'wavespool cancel \($0)' first."
      })
  }

  /// One refusal of the schema stops nobody else.
  static func queueAgain(
    _ id: JobID, _ store: Store, _ book: PriceBook
  ) throws(SQLiteError) -> RetriedJob? {
    guard let job = try store.jobs([id]).first else { return nil }
    let price = job.price ?? book.price(job.model, job.input)
    do throws(SQLiteError) {
      let isDone = try store.decision { () throws(SQLiteError) in try store.queueAgain(id) }
      guard isDone, let now = try store.jobs([id]).first else { return nil }
      return RetriedJob(
        id: id, from: job.status, to: now.status, attemptsLeft: now.attemptsIfQueuedAgain,
        costs: now.status == .queued ? price : .zero, refusal: nil)
    } catch  where error.code == .constraint {
      let holder = try job.dedupKey.flatMap { key throws(SQLiteError) in
        try store.jobHolding(key: key)
      }
      return RetriedJob(
        id: id, from: job.status, to: job.status, attemptsLeft: 0, costs: nil,
        refusal: holder.map { "job \($0) has its key \(quoted(job.dedupKey ?? ""))" }
          ?? error.message, holder: holder)
    }
  }

  private static func tell(_ jobs: [RetriedJob], _ session: Session) {
    guard jobs.count > 5 else {
      for job in jobs { session.note(job.words) }
      return
    }
    let anew = jobs.filter { $0.to == .queued }
    session.note("Queued \(jobs.count) jobs again.")
    if anew.count < jobs.count {
      session.note(
        "For \(jobs.count - anew.count) of them the newest prediction is taken up again: "
          + "nothing is paid twice.")
    }
    if !anew.isEmpty {
      let (sum, isWhole) = total(anew.map(\.costs))
      session.note(
        isWhole
          ? "\(anew.count) will be paid for anew: \(sum) for an attempt of each."
          : "\(anew.count) will be paid for anew: \(sum) for an attempt of each, as far as prices are "
            + "known, and more.")
    }
  }
}

/// A job that was queued again, or could not be.
struct RetriedJob {
  let id: JobID
  let from: Status
  let to: Status

  /// How often it may be submitted, where it is queued.
  let attemptsLeft: Int

  /// Of one attempt. Nil when nobody knows.
  let costs: Money?
  let refusal: String?

  /// The job that has taken its key meanwhile.
  var holder: JobID?

  var words: String {
    switch to {
    case .queued:
      // What is cancelled waits for no time of its own any more.
      "Queued job \(id) again\(from == .cancelled ? ", to go as soon as its turn comes" : ""): "
        + authorised(attemptsLeft, at: costs) + "."
    case .completed:
      "Job \(id) is completed: its newest prediction had its result, which costs nothing more."
    case .uncertain, .submitting:
      "Took up job \(id) again: its submission may have been charged, so nothing is sent anew."
    case .running, .failed, .cancelled:
      "Took up job \(id) again: its prediction is still running, and nothing is paid twice."
    }
  }

  var json: JSON.Object {
    [
      "id": .number(JSON.Number(id.number)),
      "from_status": .string(from.rawValue),
      "status": .string(to.rawValue),
      "attempts_left": .whole(to == .queued ? attemptsLeft : 0),
      "costs_usd": .dollars(costs),
    ]
  }
}
