import JSON
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

extension Enqueue {
  /// Prints the job's id, and nothing else, on stdout.
  static func run(_ session: Session) throws(CommandFailure) -> ExitCode {
    let arguments = session.invocation
    try session.expectToWrite()
    let model = try session.model(arguments[Enqueue.model])
    let named = try InputAssembly.input(
      for: model, from: arguments[Enqueue.input], and: arguments[inputs], asking: asked(session))
    try mustBeAffordable(model, named, session)
    let (input, warnings) = try PictureIntake.settled(
      named, of: model, session,
      takesStandardInput: arguments[Enqueue.input] != .standardInput)
    let job = newJob(model, input, session)

    let id: JobID
    switch try add(job, once: arguments[once], session) {
    case .added(let added):
      id = added
      session.console.done = "Job \(added) is queued all the same: do not queue it again."
      for warning in model.warnings(for: input).map(\.description) + warnings {
        session.warn(warning)
      }
      // Who waits is told so by the waiting.
      if !arguments[wait] { session.noteWhenNobodyServes() }
    case .taken(let holder, let status):
      id = holder
      session.note(
        "Job \(holder) (\(status.rawValue)) has the key \(quoted(job.dedupKey ?? "")): "
          + "nothing was added.")
    }
    session.out.line("\(id)")
    guard arguments[wait] else { return .done }
    session.out.flush()
    return try Wait.untilEnded([id], session)
  }

  /// Who is asked for what is missing: a person, and never one whose shell reads the answer.
  private static func asked(_ session: Session) -> Console? {
    let reads = session.invocation[input] == .standardInput
    let isFree = session.out.isTerminal && session.console.canAsk
    return isFree && !reads && !session.wantsJSON && !session.isQuiet ? session.console : nil
  }

  private static func newJob(
    _ model: Model, _ input: JSON.Object, _ session: Session
  ) -> NewJob {
    let arguments = session.invocation
    var job = NewJob(model.name, input: input.text)
    job.priority = Int64(arguments[JobSettings.priority] ?? 0)
    job.tags = arguments[JobSettings.tag].withoutRepetition
    job.dedupKey = arguments[key]
    job.runAfter = beginning(session)
    job.maxAttempts = arguments[maxAttempts]
    job.maxPrice = arguments[maxPrice]
    job.price = model.price(for: input)
    return job
  }

  private static func mustBeAffordable(
    _ model: Model, _ input: JSON.Object, _ session: Session
  ) throws(CommandFailure) {
    guard let most = session.invocation[maxPrice],
      let price = try session.price(of: model, for: input), most < price
    else { return }
    throw .usage(
      "\(model.name) costs \(price) with this input, and --max-price is \(most)",
      hint: "Change the input, or allow the price with --max-price \(price.amountText).")
  }

  /// Nil when that is now: such a job goes straight into line.
  private static func beginning(_ session: Session) -> Timestamp? {
    let now = session.now
    let moment =
      session.invocation[at] ?? session.invocation[JobSettings.after].map { now + $0 } ?? now
    return moment > now ? moment : nil
  }

  private static func add(
    _ job: NewJob, once: Bool, _ session: Session
  ) throws(CommandFailure) -> Enqueued {
    var completedSince: Timestamp?
    if once, let key = job.dedupKey {
      // What completes from here on is seen inside the transaction; a clock that was set back a
      // little does not hide it.
      completedSince = session.now - .seconds(60)
      let store = try session.writer()
      do throws(StoreError) {
        let holder = try store.reading { () throws(SQLiteError) in try store.completed(key: key) }
        if let holder { return holder }
      } catch {
        throw CommandFailure(error)
      }
    }
    return try session.writing { store throws(SQLiteError) in
      try store.enqueue(job, completedSince: completedSince)
    }
  }
}

extension [String] {
  /// Each once, in the order in which they first came.
  var withoutRepetition: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
