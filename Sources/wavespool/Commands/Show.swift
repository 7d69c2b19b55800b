import JSON
import Spool
import SQLite
import Store
import Terminal

/// Everything the database holds about one job.
struct JobDossier {
  let job: JobRow
  let attempts: [AttemptRow]
  let outputs: [OutputRow]
  let events: [EventRow]

  /// What an attempt costs by what was learnt since, where the job itself does not say.
  var learntPrice: Money?

  var json: JSON.Object {
    var object = job.json
    // The rows take the place of the mere addresses, which they repeat.
    object["attempts"] = .array(attempts.map { .object($0.json) })
    object["outputs"] = .array(outputs.map { .object($0.json) })
    object["events"] = .array(events.map { .object($0.json) })
    return object
  }
}

extension Session {
  /// One job, or a failure that says there is none.
  func job(_ id: JobID) throws(CommandFailure) -> JobRow {
    let found = try reading { store throws(SQLiteError) in try store.jobs([id]) }
    guard let job = found.first else { throw noSuch([id]) }
    return job
  }

  func noSuch(_ ids: [JobID]) -> CommandFailure {
    CommandFailure(
      .unknown, ids.count == 1 ? "there is no job \(ids[0])" : "there are no \(named(ids))",
      hint: "'wavespool list' shows the newest ids.")
  }

  func dossier(_ id: JobID) throws(CommandFailure) -> JobDossier {
    let dossier = try reading { store throws(SQLiteError) -> JobDossier? in
      guard let job = try store.jobs([id]).first else { return nil }
      return JobDossier(
        job: job, attempts: try store.ledger(of: id), outputs: try store.outputs(of: id),
        events: try store.events(of: id, atMost: .max))
    }
    guard let dossier else { throw noSuch([id]) }
    return dossier
  }
}

extension Show {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    var dossier = try session.dossier(session.invocation[job])
    if session.wantsJSON {
      session.print(.object(dossier.json))
    } else {
      if dossier.job.price == nil {
        let book = try session.priceBook()
        dossier.learntPrice = book.price(dossier.job.model, dossier.job.input)
      }
      session.show(dossier)
    }
    return .done
  }
}
