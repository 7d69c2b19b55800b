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
      keepNewestEvent: { startup.keep(newestEvent: $0, log) },
      isBeingWritten: { writeLock?.isHeld })
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
    var stopSignals = 0
    var outlook = take([], heardAWrite: true)
    while true {
      if let fatal = outlook.fatal { return .failed(fatal) }
      if turn.isStopping, outlook.submissionsOnTheWire == 0, !outlook.hasUnrecorded {
        return finish(.stopped)
      }
      if untilIdle, outlook.isQuiet, !turn.isStopping, let end = idleness() { return finish(end) }

      wait(until: outlook.nextTurn)
      Step.waited.reached()
      for signal in signals.taken() {
        switch signal {
        case .reload: reload()
        case .stop:
          stopSignals += 1
          if stopSignals > 1 { return finish(.stopped) }
          turn.isStopping = true
          notify?.stopping("\(outlook.submissionsOnTheWire) submissions may still be answered")
          log.info("stopping", ["submissions on the wire": "\(outlook.submissionsOnTheWire)"])
        }
      }
      if let inodeAtStart, fileNumber(of: startup.store.path) != inodeAtStart {
        return .failed(.replaced(path: startup.store.path))
      }
      outlook = take(network.collect(), heardAWrite: watch?.heardAWrite() ?? true)
    }
  }

  private func take(_ answers: [Answer], heardAWrite: Bool) -> Outlook {
    let outlook = turn.take(
      answers, files: network.collectFiles() + bench.collect(), heardAWrite: heardAWrite)
    notify?.tookTurn(at: realTime().uptime) { turn.statusLine() }
    return outlook
  }

  private func wait(until moment: Uptime) {
    let moment = min(moment, notify?.nextTurn ?? moment)
    let limit = moment.since(realTime().uptime)
    let watched = [signals.descriptor] + (watch.map { [$0.descriptor] } ?? [])
    // libcurl waits in whole milliseconds; the first looks after a hint are sooner than that.
    if limit > .zero, limit < .milliseconds(1) {
      var time = timespec(tv_sec: 0, tv_nsec: Int(limit / .nanoseconds(1)))
      // SAFETY: `time` lives through the call.
      unsafe nanosleep(&time, nil)
      return
    }
    network.wait(upTo: max(.zero, limit), alsoWatching: watched)
  }

  private func reload() {
    notify?.reloading()
    defer { notify?.ready() }
    guard let key = rereadKey() else { return }
    network.key = key
    log.info("the API key was read again")
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
