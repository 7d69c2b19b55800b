import JSON
import SQLite
import Spool
import Store
import Terminal

extension Cancel {
  private static let decision = Decision(
    verb: "cancel", ids: ids, statuses: Status.allCases.filter { !$0.hasEnded }, isPaidFor: false
  ) { job in
    switch job.status {
    case .completed:
      CommandFailure(
        .failed, "job \(job.id) has completed: there is nothing left to cancel",
        hint: "'wavespool show \(job.id)' shows its result.")
    case .failed:
      CommandFailure(.failed, "job \(job.id) has failed: there is nothing left to cancel")
    case .cancelled: CommandFailure(.failed, "job \(job.id) is cancelled already")
    case .queued, .submitting, .uncertain, .running:
      preconditionFailure("a job that has not ended can be cancelled")
    }
  }

  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let jobs = try decision.jobs(session)
    let cancelled = try decision.each(of: jobs, session) {
      store, id throws(SQLiteError) -> CancelledJob? in
      guard let job = try store.jobs([id]).first, try store.cancel(id) else { return nil }
      return CancelledJob(job: job)
    }
    if session.wantsJSON {
      session.print(.array(cancelled.map { .object($0.json) }))
    } else {
      tell(cancelled, session)
    }
    guard cancelled.count < jobs.count else { return .done }
    let done = Set(cancelled.map(\.job.id))
    throw CommandFailure(
      .failed, "\(named(jobs.filter { !done.contains($0) })) ended before being cancelled")
  }

  private static func tell(_ jobs: [CancelledJob], _ session: Session) {
    guard jobs.count > 5 else {
      for job in jobs { session.note("Cancelled job \(job.job.id): \(job.words)") }
      return
    }
    session.note("Cancelled \(jobs.count) jobs.")
    let paid = jobs.filter { $0.isCharged == true }
    let unclear = jobs.count { $0.isCharged == nil }
    if !paid.isEmpty {
      let (sum, isWhole) = total(paid.map(\.job.price))
      session.note(
        "Of them \(paid.count) were already paid for (\(isWhole ? "" : "at least ")\(sum)): "
          + "they run to their end, and their results are kept.")
    }
    if unclear > 0 { session.note("Of them \(unclear) had been sent and may be charged.") }
  }
}

/// A job as it was when it was cancelled.
struct CancelledJob {
  let job: JobRow

  /// Nil when nobody knows.
  var isCharged: Bool? {
    switch job.status {
    case .running: true
    case .submitting, .uncertain: nil
    case .queued, .completed, .failed, .cancelled: false
    }
  }

  /// When it was to start, which is forgotten with it.
  private var start: String {
    guard job.status == .queued, let runAfter = job.runAfter, runAfter > .now else { return "" }
    return " Queued again it would not wait until \(runAfter.words)."
  }

  var words: String {
    let price = job.price.map { " (\($0))" } ?? ""
    return switch job.status {
    case .running:
      "already paid for\(price); it runs on and its result is kept."
    case .submitting: "its submission has left and may be charged\(price)."
    case .uncertain: "its submission got no answer and may have been charged\(price)."
    case .queued, .completed, .failed, .cancelled:
      job.attempts == 0
        ? "it had not been sent, nothing is charged.\(start)"
        : "it is not tried again. \(counted(job.attempts, "attempt")) may have been charged."
    }
  }

  var json: JSON.Object {
    [
      "id": .number(JSON.Number(job.id.number)),
      "from_status": .string(job.status.rawValue),
      "status": .string(Status.cancelled.rawValue),
      "charged": isCharged.map { .bool($0) } ?? .null,
      "price_usd": .dollars(job.price),
    ]
  }
}

/// The sum, and whether every price in it was known.
func total(_ prices: [Money?]) -> (sum: Money, isWhole: Bool) {
  (prices.reduce(.zero) { $0 + ($1 ?? .zero) }, prices.allSatisfy { $0 != nil })
}
