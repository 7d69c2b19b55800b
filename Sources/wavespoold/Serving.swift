import Daemon
import Glibc
import HTTP
import JSON
import Prometheus
import Spool
import Store
import Terminal
import WaveSpeed

/// Runs the daemon to its end. Returns the exit code.
func serve(_ configuration: Configuration, _ signals: Signals, _ console: Console) -> CInt {
  let log = configuration.log
  let address = configuration.address
  do throws(StoreError) {
    makeFolder(of: configuration.database)
    let startup = try Startup(
      database: configuration.database.path, builtIn: builtInEntries,
      version: Arguments.program.version, apiURL: address.description, log: log)
    let network = APINetwork(
      client: Client(userAgent: "wavespool/\(Arguments.program.version)"), address: address,
      key: configuration.key)
    let service = try Service(
      startup: startup, network: network, api: address.description,
      outputs: configuration.outputs,
      metrics: configuration.metricsFile.map {
        MetricsFile($0, of: configuration.database.path, version: Arguments.program.version)
      }, signals: signals,
      notify: Notify(environment: configuration.environment), log: log
    ) {
      reread(configuration, log)
    }
    log.info(
      "ready",
      [
        "database": configuration.database.path, "api": address.description,
        "life": "\(startup.life.epoch)",
      ])
    return report(service.run(untilIdle: configuration.untilIdle), console)
  } catch {
    return fail(error, console)
  }
}

/// The key file as it is now; nil, and the old key stays, when it cannot be used.
private func reread(_ configuration: Configuration, _ log: Log) -> APIKey? {
  do throws(APIKeyError) {
    return try APIKey(environment: configuration.environment)
  } catch {
    log.error("the old API key stays in use: \(error.message)", ["hint": error.hint])
    return nil
  }
}

private func report(_ end: Service.End, _ console: Console) -> CInt {
  switch end {
  case .stopped, .idle: return 0
  case .stuck(let leftovers):
    console.err.line("wavespoold: idle, but these jobs cannot move by themselves:")
    for leftover in leftovers.prefix(20) {
      let due = leftover.runAfter.map { ", due \($0.sqlText)" } ?? ""
      let unsaved = leftover.isUnsaved ? ", and its output is not saved" : ""
      console.err.line("  \(leftover.job)  \(leftover.status.rawValue)\(due)\(unsaved)")
    }
    if leftovers.count > 20 { console.err.line("  and more") }
    console.err.line("  `wavespool explain ID` says what each waits for")
    return 1
  case .failed(let error): return fail(error, console)
  }
}

private func fail(_ error: StoreError, _ console: Console) -> CInt {
  console.complain(error.message.visible, hint: error.hint)
  return error.isAboutAnotherDaemon ? 1 : 6
}

extension StoreError {
  /// Not the database's trouble: somebody else serves it.
  fileprivate var isAboutAnotherDaemon: Bool {
    switch self {
    case .locked, .takenOver: true
    case .missing, .busy, .notADatabase, .notOurs, .newer, .older, .corrupt, .readOnly, .full,
      .cannotOpen, .networkFileSystem, .manyNames, .replaced, .refused, .other:
      false
    }
  }
}

/// The models that come with the program, as the database keeps them.
private var builtInEntries: [CatalogEntry] {
  Catalog.builtIn.models.map { CatalogEntry(name: $0.name.text, item: $0.json.text) }
}

/// Makes the default place; one that was named must be there, so that a typing error is seen.
private func makeFolder(of location: Location) {
  guard location.isUsual else { return }
  var path = ""
  for part in folder(of: location.path).split(separator: "/") {
    path += "/" + part
    _ = unsafe mkdir(path, 0o700)  // one that is there already is fine; others show on opening
  }
}
