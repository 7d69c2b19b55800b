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
    guard row.status == .uncertain else { throw notUncertain(id, row.status) }
    let price = try price(of: row, session)
    if resolution == .resubmit {
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
    case .done(let status):
      if session.wantsJSON {
        session.print([
          "id": .number(JSON.Number(id.number)), "from_status": "uncertain",
          "status": .string(status.rawValue),
        ])
      } else {
        session.note(words(id, resolution, price))
      }
      if status != .failed { session.noteWhenNobodyServes() }
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
    _ id: JobID, _ resolution: Resolution, _ price: Money?
  ) -> String {
    switch resolution {
    case .adopt(let prediction):
      "Job \(id) is running as prediction \(prediction): if that is the wrong one, the next poll "
        + "shows it."
    case .resubmit:
      "Job \(id) is queued: one more attempt is authorised, "
        + (price.map { "for \($0)" } ?? "at a price that is not known")
        + ". The lost one may have been charged."
    case .giveUp: "Job \(id) has failed. Its submission may have been charged."
    }
  }

  private static func notUncertain(_ id: JobID, _ status: Status) -> CommandFailure {
    CommandFailure(
      .failed, "job \(id) is \(status.rawValue), not uncertain: there is nothing to settle",
      hint: status == .cancelled
        ? "'wavespool retry \(id)' takes up what it left behind." : nil)
  }
}
