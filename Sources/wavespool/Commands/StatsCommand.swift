import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Stats {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let grouping = session.invocation[by] ?? .model
    var filter = JobFilter(
      tag: session.invocation[Selection.tag],
      since: session.invocation[Selection.since].map(session.moment))
    filter.model = try session.invocation[Selection.model].map { text throws(CommandFailure) in
      try session.modelOfJobs(text)
    }
    let chosen = filter
    // Of a job with two tags there are two figures, but one run.
    var all = Tally()
    let tallies = try session.reading { store throws(SQLiteError) in
      var tallies: [String: Tally] = [:]
      try store.eachEnded(by: grouping, chosen) { job in
        all.add(job)
        for group in job.groups { tallies[group, default: Tally()].add(job) }
      }
      for spending in try store.spending(by: grouping, chosen) {
        tallies[spending.group, default: Tally()].spending = spending
      }
      return tallies
    }
    let groups = tallies.sorted { $0.key < $1.key }
    if session.wantsJSON {
      session.print(json(groups, by: grouping, runs: Sample(all.runs)))
    } else if groups.isEmpty {
      session.note(
        chosen == JobFilter() ? "No job has ended yet." : "No job that has ended matches.")
    } else {
      show(groups, by: grouping, session)
      showMoney(groups, by: grouping, session)
      showHistogram(Sample(all.runs), session)
    }
    return .done
  }

  /// What is added up of a group's jobs.
  struct Tally {
    var counts: [Status: Int] = [:]
    var waits: [Double] = []

    /// Of completed jobs alone: failures are quicker, or much slower.
    var runs: [Double] = []
    var flagged = 0
    var known = 0
    var spending: Spending?

    mutating func add(_ job: EndedJob) {
      counts[job.status, default: 0] += 1
      if let wait = job.wait { waits.append(wait) }
      guard job.status == .completed else { return }
      if let run = job.run { runs.append(run) }
      if let nsfw = job.nsfw {
        known += 1
        if nsfw { flagged += 1 }
      }
    }
  }

  private static func show(
    _ groups: [(key: String, value: Tally)], by grouping: Grouping, _ session: Session
  ) {
    let ended = groups.filter { !$0.value.counts.isEmpty }
    guard !ended.isEmpty else { return }
    var table = Table([
      Column(grouping.heading, minimum: 8, ideal: 16, shrinksAt: 1, eliding: .start),
      Column("DONE", .right), Column("FAILED", .right), Column("CANC.", .right, expendableAt: 5),
      Column("WAIT", .right, expendableAt: 3), Column("RUN", .right, expendableAt: 1),
      Column("95%", .right, expendableAt: 2), Column("NSFW", .right, expendableAt: 4),
    ])
    for (group, tally) in ended {
      let (waits, runs) = (Sample(tally.waits), Sample(tally.runs))
      table.add([
        Cell(group), Cell("\(tally.counts[.completed] ?? 0)"),
        Cell("\(tally.counts[.failed] ?? 0)"), Cell("\(tally.counts[.cancelled] ?? 0)"),
        Cell(words(waits.median)), Cell(words(runs.median)), Cell(words(runs.quantile(0.95))),
        Cell(tally.known > 0 ? "\(tally.flagged * 100 / tally.known)%" : "?"),
      ])
    }
    table.write(to: session.out)
    session.note("WAIT, RUN: what half the jobs did not exceed; 95%: what nearly all did not.")
  }

  private static func showHistogram(_ runs: Sample, _ session: Session) {
    let buckets = runs.histogram
    guard let most = buckets.map(\.count).max(), most > 0 else { return }
    session.out.line()
    session.out.line(session.out.paint("How long completed predictions took", .bold))
    let labels = buckets.map { "\(words($0.from)) to \(words($0.to))" }
    let widest = labels.reduce(0) { max($0, $1.columns) }
    let room = max(8, min((session.out.width ?? 80) - widest - 14, 50))
    for (bucket, label) in zip(buckets, labels) {
      let full = bucket.count == 0 ? 0 : max(1, bucket.count * room / most)
      let bar = String(repeating: "#", count: full)
      session.out.line("  \(label.padded(to: widest, .right))  \(bar) \(bucket.count)")
    }
  }

  private static func words(_ seconds: Double?) -> String {
    guard let seconds else { return "?" }
    return seconds < 10
      ? "\((seconds * 10).rounded() / 10)s" : Duration.seconds(Int64(seconds)).words
  }
}
