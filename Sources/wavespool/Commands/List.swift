import JSON
import Spool
import Store
import SQLite
import Terminal
import WaveSpeed

extension List {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let filter = try session.filter()
    let limit = session.invocation[limit] ?? 50
    if session.wantsJSON {
      try session.listArray(filter, limit)
    } else if session.invocation[jsonl] {
      try session.eachJob(filter, limit) { session.printLine($0.json) }
    } else if session.invocation[csv] {
      try session.listCSV(filter, limit)
    } else {
      try session.listTable(filter, limit)
    }
    return .done
  }
}

extension Session {
  /// The selection that was asked for, with the model's whole name.
  fileprivate func filter() throws(CommandFailure) -> JobFilter {
    JobFilter(
      statuses: invocation[Selection.status] ?? [],
      model: try invocation[Selection.model].map { text throws(CommandFailure) in
        try modelOfJobs(text)
      },
      tag: invocation[Selection.tag], since: invocation[Selection.since].map(moment))
  }

  /// When a `--since` begins.
  func moment(_ since: Since) -> Timestamp {
    switch since {
    case .ago(let duration): now - duration
    case .at(let time): time
    }
  }

  /// Reads page by page: a long list holds up neither memory nor the database.
  fileprivate func eachJob(
    _ filter: JobFilter, _ limit: Int, _ body: (JobRow) -> Void
  ) throws(CommandFailure) {
    var left = limit
    var bound: JobID?
    while left > 0 {
      let wanted = min(left, 1000)
      let page = try reading { store throws(SQLiteError) in
        try store.jobs(filter, below: bound, atMost: wanted)
      }
      for job in page { body(job) }
      guard page.count == wanted, let last = page.last else { return }
      left -= page.count
      bound = last.id
    }
  }

  /// An array with one job on each line, so that it can be written while it is read.
  fileprivate func listArray(_ filter: JobFilter, _ limit: Int) throws(CommandFailure) {
    var count = 0
    try eachJob(filter, limit) { job in
      out.write(count == 0 ? "[\n" : ",\n")
      out.write(job.json.text.harmlessJSON)
      count += 1
    }
    out.line(count == 0 ? "[]" : "\n]")
  }

  fileprivate func listCSV(_ filter: JobFilter, _ limit: Int) throws(CommandFailure) {
    // A header alone would look like an empty queue.
    _ = try reader()
    out.write(csvRecord(JobRow.columns))
    try eachJob(filter, limit) { job in
      let cells = job.json.members.map { $0.value.cell }
      out.write(csvRecord(out.isTerminal ? cells.map(\.visible) : cells))
    }
  }

  fileprivate func listTable(_ filter: JobFilter, _ limit: Int) throws(CommandFailure) {
    var table = Table([
      Column("ID", .right),
      Column("STATUS"),
      Column("MODEL", minimum: 8, ideal: 18, shrinksAt: 2, eliding: .start),
      Column("QUEUED", expendableAt: 2),
      Column("REMARK", minimum: 10, ideal: 26, shrinksAt: 3, expendableAt: 1),
    ])
    let now = now
    try eachJob(filter, limit) { job in
      table.add([
        Cell("\(job.id)"), Cell(job.status.words, job.status.style), Cell(job.model.text),
        Cell(ago(job.createdAt)), Cell(job.remark(at: now), job.status == .failed ? .red : []),
      ])
    }
    if table.isEmpty {
      note(filter == JobFilter() ? "The queue has no jobs." : "No job matches.")
    } else {
      table.write(to: out)
    }
  }
}

extension JSON {
  /// As a cell: text as it is, NULL empty, everything else as JSON.
  fileprivate var cell: String {
    switch self {
    case .null: ""
    case .string(let text): text
    case .bool, .number, .array, .object: text
    }
  }
}
