import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Export {
  /// One job a line, in the order in which they were queued.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let arguments = session.invocation
    var selection = ExportSelection()
    selection.statuses = arguments[Selection.status]
    selection.model = try arguments[Selection.model].map { text throws(CommandFailure) in
      try session.modelOfJobs(text)
    }
    selection.tag = arguments[Selection.tag]
    selection.since = arguments[Selection.since].map { session.moment($0) }
    var last = JobID(0)
    while true {
      let page = try session.reading { store throws(SQLiteError) in
        try store.page(of: selection, after: last, count: 500)
      }
      for job in page { session.printLine(job.exported) }
      guard let id = page.last?.id else {
        if last == JobID(0) { session.note("No job matches.") }
        return .done
      }
      last = id
    }
  }
}

extension JobRow {
  /// What was asked for, and nothing of what became of it.
  fileprivate var exported: JSON.Object {
    var line: JSON.Object = ["model": .string(model.text), "input": .stored(input)]
    if priority != 0 { line["priority"] = .number(JSON.Number(priority)) }
    if !tags.isEmpty { line["tags"] = .array(tags.map { .string($0) }) }
    line["key"] = dedupKey.map { .string($0) }
    line["run_after"] = runAfter.map { .string($0.rfc3339) }
    if maxAttempts != 3 { line["max_attempts"] = .whole(maxAttempts) }
    line["max_price_usd"] = maxPrice.map { .dollars($0) }
    return line
  }
}
