import JSON
import SQLite
import Spool
import Store
import Terminal

extension Resolve {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let id = session.invocation[job]
    let resolution = resolution(session.invocation)
    try session.expectToWrite()
    // Nothing is made for a job that cannot be there.
    let row = try session.job(id)
    let price = try price(of: row, session)
    if resolution == .resubmit, [.uncertain, .running].contains(row.status) {
      var outlay = Outlay()
      outlay.add(price, atMost: row.maxPrice)
      try session.mustAgree(to: "submit job \(id) once more", outlay)
    }
    let moment = Moment(wall: session.now, uptime: .now, roll: 0)
    let resolved = try session.writing { store throws(SQLiteError) in
      try store.resolve(id, resolution, at: moment)
    }
    switch resolved {
    case .missing: throw session.noSuch([id])
    case .notUncertain(let status): throw notUncertain(id, status)
    case .owned(let attempt):
      throw CommandFailure(
        .failed, "that prediction belongs to job \(attempt.job), so nothing was changed",
        hint: "'wavespool show \(attempt.job)' shows it.")
    case .isCancelled:
      throw CommandFailure(
        .failed, "job \(id) is cancelled, and what is cancelled is not submitted once more",
        hint: "'wavespool retry \(id)' queues it again: then it can be.")
    case .done(let before, let status):
      if session.wantsJSON {
        session.print([
          "id": .number(JSON.Number(id.number)), "from_status": .string(before.rawValue),
          "status": .string(status.rawValue),
        ])
      } else {
        session.note(
          status == .cancelled
            ? leftovers(id, resolution) : words(row, resolution, price))
      }
      if resolution != .giveUp { session.noteWhenNobodyServes() }
      return .done
    }
  }

  private static func resolution(_ invocation: Invocation) -> Resolution {
    if let prediction = invocation[adopt] { return .adopt(prediction) }
    return invocation[resubmit] ? .resubmit : .giveUp
  }

  private static func price(of job: JobRow, _ session: Session) throws(CommandFailure) -> Money? {
    if let price = job.price { return price }
    return try session.priceBook().price(job.model, job.input)
  }

  private static func words(
    _ job: JobRow, _ resolution: Resolution, _ price: Money?
  ) -> String {
    switch resolution {
    case .adopt(let prediction):
      "Job \(job.id) is running as prediction \(prediction). Where the API knows none of that name, "
        + "resolve it once more."
    case .resubmit:
      "Job \(job.id) is queued: \(authorised(job.attemptsIfQueuedAgain, at: price)). "
        + "The lost one may have been charged."
    case .giveUp: "Job \(job.id) has failed. Its submission may have been charged."
    }
  }

  /// A cancelled job stays cancelled; only what it left behind is settled.
  private static func leftovers(_ id: JobID, _ resolution: Resolution) -> String {
    switch resolution {
    case .adopt(let prediction):
      "Job \(id) stays cancelled; prediction \(prediction) is followed to its end, and its result "
        + "recorded."
    case .resubmit, .giveUp:
      "Job \(id) stays cancelled, and its submission is not looked for any longer. It may have been "
        + "charged."
    }
  }

  private static func notUncertain(_ id: JobID, _ status: Status) -> CommandFailure {
    CommandFailure(
      .failed, "job \(id) is \(status.rawValue), not uncertain: there is nothing to settle",
      hint: nil)
  }
}
