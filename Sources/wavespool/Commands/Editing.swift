import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Edit {
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    try session.expectToWrite()
    let id = session.invocation[job]
    let before = try session.job(id)
    guard before.status == .queued else { throw notQueued(before) }
    let edit = try edit(before, session)
    let now = session.now
    let isDone = try session.writing { store throws(SQLiteError) in
      // What the inputs were checked against must be what they are put into.
      guard try store.jobs([id]).first?.input == before.input else { return false }
      return try store.edit(id, edit, at: now)
    }
    let after = try session.job(id)
    guard isDone else { throw notQueued(after) }
    if session.wantsJSON {
      session.print(.object(after.json))
    } else {
      session.note("Changed job \(id): \(listed(edit.names, "and")).")
    }
    session.noteWhenNobodyServes()
    return .done
  }

  private static func edit(
    _ job: JobRow, _ session: Session
  ) throws(CommandFailure) -> JobEdit {
    let arguments = session.invocation
    var edit = JobEdit()
    if !arguments[inputs].isEmpty {
      let model = try session.model(job.model.text)
      guard
        try session.reading({ store throws(SQLiteError) in try store.work(job.id)?.input }) != nil
      else { throw unreadable(job.id) }
      let named = try InputAssembly.input(
        for: model, changing: JSON.stored(job.input).object ?? [:], by: arguments[inputs])
      let (input, warnings) = try PictureIntake.settled(named, of: model, session)
      edit.input = input.text
      edit.price = model.price(for: input)
      edit.names += arguments[inputs].map(\.key)
      for warning in model.warnings(for: input).map(\.description) + warnings {
        session.warn(warning)
      }
    }
    if let priority = arguments[JobSettings.priority] {
      edit.priority = Int64(priority)
      edit.names.append("priority")
    }
    if let after = arguments[JobSettings.after] {
      // `.some(nil)` is at once: such a job goes straight into line.
      edit.runAfter = .some(after > .zero ? session.now + after : nil)
      edit.names.append("run_after")
    }
    if let most = arguments[maxPrice] {
      let known = edit.input == nil ? job.price : edit.price
      let book = try session.priceBook()
      if let price = known ?? book.price(job.model, edit.input ?? job.input), most < price {
        throw .usage(
          "job \(job.id) costs \(price), and --max-price is \(most)",
          hint: "Allow the price with --max-price \(price.amountText).")
      }
      edit.maxPrice = most
      edit.names.append("max_price_usd")
    }
    if !arguments[tag].isEmpty {
      edit.tags = arguments[tag].withoutRepetition
      edit.names.append("tags")
    }
    return edit
  }

  private static func unreadable(_ id: JobID) -> CommandFailure {
    CommandFailure(
      .failed, "the input of job \(id) is not valid UTF-8: nobody knows what it says",
      hint: "'wavespool cancel \(id)', and enqueue it anew.")
  }

  private static func notQueued(_ job: JobRow) -> CommandFailure {
    switch job.status {
    case .queued:
      CommandFailure(
        .failed, "job \(job.id) was changed by somebody else just now", hint: "Try again.")
    case .failed, .cancelled:
      CommandFailure(
        .failed, "job \(job.id) \(job.status.perfect): only a queued job can be changed",
        hint: "'wavespool retry \(job.id)' queues it again.")
    case .submitting, .uncertain, .running, .completed:
      CommandFailure(
        .failed, "job \(job.id) \(job.status.perfect): only a queued job can be changed")
    }
  }
}
