import JSON
import Spool
import Store
import Terminal

// A job on a page: what it is, what it was given, what was tried, what came of it, what happened.

extension Session {
  func show(_ dossier: JobDossier) {
    let job = dossier.job
    let status = out.paint(job.status.words, job.status.style)
    out.line("\(out.paint("Job \(job.id)", .bold))  \(status)")
    var facts = FactSheet(on: out)
    facts.add("model", job.model.text)
    addTimes(job, to: &facts)
    addMoney(job, job.price ?? dossier.learntPrice, to: &facts)
    facts.add("tags", job.tags.joined(separator: ", "))
    facts.add("key", job.dedupKey)
    if job.priority != 0 { facts.add("priority", "\(job.priority)") }
    facts.add("prediction", job.prediction?.text)
    facts.add("at the API", job.remoteStatus)
    facts.add("error", job.error.map { $0 + (job.tellingCode.map { " (\($0))" } ?? "") })
    facts.write()

    showInput(job)
    showAttempts(dossier.attempts)
    showOutputs(dossier.outputs)
    showEvents(dossier.events)
  }

  private func addTimes(_ job: JobRow, to facts: inout FactSheet) {
    func told(_ time: Timestamp) -> String { "\(time.words), \(ago(time))" }
    facts.add("queued", told(job.createdAt))
    facts.add("not before", job.runAfter.map(told))
    facts.add("submitted", job.submittedAt.map(told))
    facts.add("processing", job.startedAt.map(told))
    facts.add("ended", job.finishedAt.map(told))
    // What is cancelled ends at once, and its prediction goes on without it.
    let hasRun = job.status == .completed || job.status == .failed
    let took = hasRun ? job.span(job.submittedAt, job.finishedAt)?.words : nil
    let inference = job.inferenceMilliseconds.map { Duration.milliseconds($0).words + " at work" }
    facts.add(
      "took", took.map { $0 + (inference.map { ", of it \($0)" } ?? "") } ?? inference)
  }

  private func addMoney(_ job: JobRow, _ price: Money?, to facts: inout FactSheet) {
    let cap = job.maxPrice.map { ", at most \($0)" } ?? ""
    facts.add("price", (price.map { "\($0) an attempt" } ?? "not known") + cap)
    facts.add("attempts", "\(job.attempts) of \(job.maxAttempts)")
  }

  private func showInput(_ job: JobRow) {
    heading("Input")
    var facts = FactSheet(on: out)
    guard let input = JSON.stored(job.input).object, !input.isEmpty else {
      out.line("  " + job.input.visible)
      return
    }
    for member in input.members {
      facts.add(member.key, member.value.string ?? member.value.text)
    }
    facts.write()
  }

  private func showAttempts(_ attempts: [AttemptRow]) {
    guard !attempts.isEmpty else { return }
    heading("Attempts")
    var table = Table([
      Column("", minimum: 0), Column("#", .right), Column("OUTCOME"),
      Column("SENT", expendableAt: 2), Column("POLLS", .right, expendableAt: 3),
      Column("PRICE", .right, expendableAt: 1),
      Column("PREDICTION", minimum: 8, shrinksAt: 1, expendableAt: 4),
    ])
    for attempt in attempts {
      table.add([
        "", Cell("\(attempt.id.number)"), Cell(attempt.outcome.rawValue, attempt.outcome.style),
        Cell(String(attempt.sentAt.sqlText.prefix(19))), Cell("\(attempt.polls)"),
        Cell(attempt.price.map { "\($0)" } ?? "?"), Cell(attempt.prediction?.text ?? ""),
      ])
    }
    table.write(to: out)
    for attempt in attempts {
      for remark in [attempt.error, attempt.refundWords, attempt.billWords] {
        if let remark { hanging("  \(attempt.id.number): ", remark) }
      }
    }
  }

  private func showOutputs(_ outputs: [OutputRow]) {
    guard !outputs.isEmpty else { return }
    heading("Outputs")
    for output in outputs {
      let size = output.bytes.map { byteWords($0) }
      let expiry = output.status == "pending" ? output.expiresAt.map { "expires \(ago($0))" } : nil
      let facts = [
        output.status, size, output.contentType, output.nsfw == true ? "NSFW" : nil, expiry,
        output.error,
      ]
      hanging("  \(output.position + 1)  ", facts.compactMap { $0 }.joined(separator: ", "))
      out.line("     " + (output.path ?? output.url).visible)
    }
  }

  private func showEvents(_ events: [EventRow]) {
    heading("Events")
    for event in events { hanging("  \(event.at.sqlText)  ", event.words) }
  }

  private func heading(_ title: String) {
    out.line()
    out.line(out.paint(title, .bold))
  }

  /// A text beside what introduces it, its further lines below its first.
  func hanging(_ start: String, _ text: String) {
    for line in hungLines(start, text, width: out.width) { out.line(line) }
  }
}

extension Outcome {
  var style: Style {
    switch self {
    case .sending, .accepted: .cyan
    case .uncertain: .yellow
    case .completed: .green
    case .failed, .rejected: .red
    case .notSent, .throttled, .givenUp: .dim
    }
  }
}

extension EventRow {
  /// `completed by daemon: …`
  var words: String {
    let who = actor == "daemon" ? "" : actor == "sql" ? " by hand" : " by command"
    return kind + who + (detail.map { ": \($0)" } ?? "")
  }
}
