import Glibc
import HTTP
import Media
package import Prometheus
import Spool
import SQLite
package import Store

/// The daemon in the real world: waits, and lets the turn do the rest.
package final class Service {
  private let startup: Startup
  private let turn: Turn
  private let network: APINetwork
  private let bench: Workbench
  private let signals: Signals
  private let watch: DatabaseWatch?
  private let notify: Notify?
  private let log: Log
  private let metrics: MetricsFile?
  private let rereadKey: () -> APIKey?
  private let inodeAtStart: UInt64?
  private var pace = TurnPace()
  private var leaveBy: Uptime?

  /// What has come in since the last turn.
  private struct Arrivals {
    var answers: [Answer] = []
    var files: [FileAnswer] = []
    var signals: [Signals.Signal] = []
    var heardAWrite = false

    var isEmpty: Bool { answers.isEmpty && files.isEmpty && signals.isEmpty && !heardAWrite }
  }

  /// How a run ends.
  package enum End: Equatable, Sendable {
    case stopped
    case idle

    /// Only such jobs are left as cannot move by themselves.
    case stuck([Leftover])
    case failed(StoreError)
  }

  package init(
    startup: Startup, network: APINetwork, api: String, outputs: String, metrics: MetricsFile?,
    signals: Signals,
    notify: Notify?, log: Log,
    rereadKey: @escaping () -> APIKey?
  ) throws(StoreError) {
    self.startup = startup
    self.network = network
    self.signals = signals
    self.notify = notify
    self.log = log
    self.rereadKey = rereadKey
    self.metrics = metrics
    inodeAtStart = fileNumber(of: startup.store.path)
    let pictures = MediaStore(besideDatabase: startup.store.path)
    pictures.removeLeftDrafts()
    let folder = OutputFolder(outputs, owner: "\(inodeAtStart ?? 0)")
    folder.discardAll()
    bench = Workbench(pictures: pictures, wake: network.wake)
    let writeLock = WriteLock(database: startup.store.path)
    let world = World(
      now: realTime, roll: { Double.random(in: 0..<1) }, network: network, log: log,
      files: FileWorld(
        pictures: pictures, outputs: folder, carrier: network, bench: bench, api: api,
        metrics: metrics),
      keepOutside: { startup.keep(commits: $0, unanswered: $1, log) },
      isBeingWritten: { writeLock?.isHeld }, mostOnTheWire: submissionsThatFit())
    turn = try Turn(store: startup.store, world: world, life: startup.life)
    startup.store.connection.busyTimeout = .zero
    watch = DatabaseWatch(database: startup.store.path)
    if watch == nil {
      log.warning("no file watch is left on this machine: what people write is seen late")
    }
  }

  /// Takes turns until a signal, or until nothing is left to do.
  package func run(untilIdle: Bool) -> End {
    Step.inherited.reached()
    notify?.ready()
    // A stop that was asked for during the start comes before the first submission.
    var arrivals = Arrivals(signals: signals.taken(), heardAWrite: true)
    var onTheWire = 0
    while true {
      for signal in arrivals.signals where obey(signal, submissionsOnTheWire: onTheWire) {
        return finish(.stopped)
      }
      if let inodeAtStart, fileNumber(of: startup.store.path) != inodeAtStart {
        turn.tellUnrecorded()
        return .failed(.replaced(path: startup.store.path))
      }
      let outlook = take(arrivals)
      onTheWire = outlook.submissionsOnTheWire
      if let fatal = outlook.fatal {
        turn.tellUnrecorded()
        return .failed(fatal)
      }
      if turn.isStopping, outlook.mayLeave || isPatienceOver {
        return finish(.stopped)
      }
      if untilIdle, outlook.isQuiet, !turn.isStopping, let end = idleness() { return finish(end) }
      arrivals = gather(until: outlook.nextTurn)
      Step.waited.reached()
    }
  }

  /// True when it asks to leave at once.
  private func obey(_ signal: Signals.Signal, submissionsOnTheWire: Int) -> Bool {
    switch signal {
    case .reload: reload()
    case .stop where turn.isStopping: return true
    case .stop:
      turn.isStopping = true
      leaveBy = realTime().uptime + Service.patience
      notify?.stopping("\(submissionsOnTheWire) submissions may still be answered")
      log.info("stopping", ["submissions on the wire": "\(submissionsOnTheWire)"])
    }
    return false
  }

  /// A submission has its own minute to be answered. One that carries pictures over a slow line, or a
  /// database that cannot be written, is not waited for until the service manager kills.
  private static let patience = Duration.seconds(75)

  private var isPatienceOver: Bool { leaveBy.map { $0 <= realTime().uptime } ?? false }

  private func take(_ arrivals: Arrivals) -> Outlook {
    let outlook = turn.take(
      arrivals.answers, files: arrivals.files, heardAWrite: arrivals.heardAWrite)
    if outlook.wasWork { pace.tookTurn(at: realTime().uptime) }
    notify?.tookTurn(at: realTime().uptime) { turn.statusLine() }
    return outlook
  }

  /// Waits for the time of the next turn, or for something to take one for. What only moves on at
  /// libcurl is nothing yet.
  private func gather(until moment: Uptime) -> Arrivals {
    let due = min(moment, notify?.nextTurn ?? moment)
    var arrivals = Arrivals()
    repeat {
      wait(until: due)
      collect(into: &arrivals)
    } while arrivals.isEmpty && realTime().uptime < due
    while let rest = pace.rest(at: realTime().uptime) {
      nap(min(rest, .milliseconds(1)))
      collect(into: &arrivals)
    }
    return arrivals
  }

  private func collect(into arrivals: inout Arrivals) {
    arrivals.answers += network.collect()
    arrivals.files += network.collectFiles() + bench.collect()
    arrivals.signals += signals.taken()
    if watch?.heardAWrite() ?? true { arrivals.heardAWrite = true }
  }

  private func wait(until moment: Uptime) {
    let limit = moment.since(realTime().uptime)
    // libcurl waits in whole milliseconds; the first looks after a hint are sooner than that.
    if limit > .zero, limit < .milliseconds(1) { return nap(limit) }
    let watched = [signals.descriptor] + (watch.map { [$0.descriptor] } ?? [])
    network.wait(upTo: max(.zero, limit), alsoWatching: watched)
  }

  private func nap(_ length: Duration) {
    var time = timespec(tv_sec: 0, tv_nsec: Int(length / .nanoseconds(1)))
    // SAFETY: `time` lives through the call.
    unsafe nanosleep(&time, nil)
  }

  private func reload() {
    notify?.reloading()
    defer { notify?.ready() }
    guard let key = rereadKey() else { return }
    log.info(
      key == network.key
        ? "the API key was read again, and is the same; a credential of systemd's changes by a restart"
        : "the API key was read again, and is another one")
    network.key = key
    turn.keyHasChanged()
  }

  /// Whether nothing is left to do, or nothing that can be done; nil while something will move.
  private func idleness() -> End? {
    do throws(StoreError) {
      let store = startup.store
      let (isRetrying, leftovers) = try store.reading { () throws(SQLiteError) in
        (
          try store.hasRetriesToCome(),
          try store.leftovers(atMost: 100) + store.unsaved(atMost: 100)
        )
      }
      guard !leftovers.isEmpty else { return .idle }
      return isRetrying || turn.waitsForTime ? nil : .stuck(leftovers)
    } catch {
      return nil  // the turn's own commit meets the same trouble, and says so
    }
  }

  private func finish(_ end: End) -> End {
    turn.tellUnrecorded()
    do throws(StoreError) {
      let store = startup.store
      try store.writing { () throws(SQLiteError) in
        try store.recordStop(at: realTime().wall)
      }
    } catch {
      log.debug("the end could not be recorded", ["why": error.message])
    }
    // Why it could not be written was told before, if it ever could not.
    try? metrics?.write(at: realTime().wall, isLast: true)
    return end
  }
}
