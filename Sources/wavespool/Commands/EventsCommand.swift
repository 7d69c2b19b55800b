import JSON
import SQLite
import Spool
import Store
import Terminal

extension Events {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let wanted = session.invocation[job]
    if let wanted { _ = try session.job(wanted) }
    let watch = WriteWatch(try session.reader())
    var newest = try session.tell(of: wanted, after: 0)
    guard session.invocation[follow] else {
      if newest == 0 { session.note("Nothing has happened yet.") }
      return .done
    }
    while true {
      // Nobody should wait for the buffer to fill.
      session.out.flush()
      _ = try watch.wait(until: nil)
      newest = try session.tell(of: wanted, after: newest)
    }
  }
}

extension Session {
  /// Page by page, so that nothing is held while the last page is printed. Returns the last event.
  fileprivate func tell(of job: JobID?, after event: Int64) throws(CommandFailure) -> Int64 {
    var last = event
    while true {
      let seen = last
      let page = try reading { store throws(SQLiteError) in
        try store.events(of: job, after: seen, atMost: 1000)
      }
      for event in page { tell(event, isOfOneJob: job != nil) }
      guard let newest = page.last else { return last }
      last = newest.id
      if page.count < 1000 { return last }
    }
  }

  private func tell(_ event: EventRow, isOfOneJob: Bool) {
    if wantsJSON {
      printLine(event.json)
      return
    }
    let whom = isOfOneJob ? "" : (event.job.map { "job \($0)" } ?? "queue") + "  "
    let start = event.at.sqlText + "  " + whom
    let style = event.to.flatMap { Status(rawValue: $0)?.style } ?? []
    for line in hungLines(start, event.words, width: out.isTerminal ? out.width : nil) {
      out.line(out.paint(line, style))
    }
  }
}
