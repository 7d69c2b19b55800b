import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

/// What is being watched: the queue as it was read last, and what the person has chosen.
struct WatchView {
  private let session: Session
  private var state = WatchState()
  private var health: Health
  private var jobs: [JobRow] = []
  private var details: (job: JobID, width: Int, lines: [String])?

  init(_ session: Session) throws(CommandFailure) {
    self.session = session
    health = try session.health()
    try load(rows: 24)
  }

  /// Reads the queue again: as many jobs as a few screens hold, and more where one is looked for.
  mutating func load(rows: Int) throws(CommandFailure) {
    health = try session.health()
    let count = state.filter.isEmpty ? max(place + 2 * rows, 100) : 2000
    jobs = try session.reading { store throws(SQLiteError) in
      try store.movingJobs(atMost: count) + store.nextJobs(atMost: count)
        + store.laterJobs(atMost: count) + store.endedJobs(atMost: count)
    }
    details = nil
  }

  private var place: Int { jobs.firstIndex { $0.id == state.selected } ?? 0 }

  /// Those that have all words of the filter somewhere.
  private func shown(at now: Timestamp) -> [JobRow] {
    let words = state.filter.lowercased().split(separator: " ")
    guard !words.isEmpty else { return jobs }
    return jobs.filter { job in
      let parts =
        ["\(job.id)", job.status.rawValue, job.model.text, job.remark(at: now), job.input]
        + job.tags
      let text = parts.joined(separator: " ").lowercased()
      return words.allSatisfy { text.contains($0) }
    }
  }

  mutating func draw(on screen: FullScreen) throws(CommandFailure) {
    let now = session.now
    let frame = WatchFrame(
      columns: screen.columns, rows: screen.rows, colour: session.out.showsColour)
    let head = frame.head(health)
    let page = frame.page(head)
    let body: [String]
    switch state.mode {
    case .details(let job, let top):
      body = frame.details(try lines(of: job, frame.columns), top: top, page: page)
    case .asking(_, .details(let job)):
      body = frame.details(try lines(of: job, frame.columns), top: 0, page: page)
    case .list, .typing, .asking(_, .list):
      let shown = shown(at: now)
      if !shown.contains(where: { $0.id == state.selected }) { state.selected = shown.first?.id }
      body = frame.list(
        shown, selected: state.selected, page: page, at: now, filter: state.filter)
    }
    screen.draw(frame.whole(head, body, foot: frame.foot(state)))
  }

  private mutating func lines(of job: JobID, _ width: Int) throws(CommandFailure) -> [String] {
    if let details, details.job == job, details.width == width { return details.lines }
    let lines = try session.detailLines(of: job, width: width)
    details = (job, width, lines)
    return lines
  }

  mutating func press(
    _ key: Key, on screen: FullScreen
  ) throws(CommandFailure) -> WatchState.Deed? {
    let filter = state.filter
    let deed = state.press(
      key, shown: shown(at: session.now), page: max(1, screen.rows - 6), isPaused: isPaused)
    if case .act(let question) = deed {
      // What cannot be done is said, and the watching goes on.
      do throws(CommandFailure) { state.message = try act(question) } catch {
        state.message = error.message
      }
      try load(rows: screen.rows)
    } else if state.filter != filter || place + screen.rows > jobs.count {
      try load(rows: screen.rows)
    }
    return deed
  }

  private var isPaused: Bool {
    health.pauses.contains { $0.scope == .account && $0.isForPeopleToEnd }
  }

  /// Does it as the command of that name would, and says what came of it.
  private func act(_ question: WatchState.Question) throws(CommandFailure) -> String {
    switch question {
    case .cancel(let id):
      let job = try session.job(id)
      let isDone = try session.writing { store throws(SQLiteError) in try store.cancel(id) }
      return isDone
        ? "Cancelled job \(id): \(CancelledJob(job: job).words)" : "Job \(id) has ended already."
    case .retry(let id):
      let book = try session.priceBook()
      let tried = try session.writing { store throws(SQLiteError) in
        try Retry.queueAgain(id, store, book)
      }
      return tried?.refusal ?? tried?.words ?? "Job \(id) has neither failed nor been cancelled."
    case .pause:
      try session.pause(.account)
      return "Nothing more is submitted; what runs goes on."
    case .resume:
      try session.resume(.account)
      return "Submitting goes on."
    }
  }
}
