import Glibc
import SQLite
import Spool
import Store
import Terminal
import WaveSpeed

/// One command being run: what was asked for, where to speak, and the queue it works on.
///
/// The database is opened at the first need, so that a mistake in the arguments is told before
/// anything is touched, and a command that writes makes no database for an unknown model.
final class Session {
  let invocation: Invocation
  let console: Console
  let location: Location
  private var opened: Store?

  init(_ invocation: Invocation, on console: Console) throws(CommandFailure) {
    self.invocation = invocation
    self.console = console
    do throws(LocationError) {
      location = try Location(
        flag: invocation[Common.database], environment: environment(), exists: mayBeThere)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// How long a writer waits for another's lock.
  static let patience = Duration.seconds(5)

  var wantsJSON: Bool { invocation[Common.json] }
  var isQuiet: Bool { invocation[Common.quiet] }

  /// The wall clock, read anew each time.
  var now: Timestamp { .now }

  var databaseIsThere: Bool { mayBeThere(location.path) }

  /// The queue, for a command that only looks. Without a database it says that there is none.
  func reader() throws(CommandFailure) -> Store {
    try store(for: .reader(patience: Session.patience))
  }

  /// The queue, for a command that changes something. Makes the database where there is none, and in
  /// its usual place the folders above it.
  func writer() throws(CommandFailure) -> Store {
    if opened == nil { try makeFolders() }
    return try store(for: .writer(patience: Session.patience))
  }

  /// Makes the folders that the database is to lie in, where they are missing. The one of a place
  /// that was named must be there, so that a typing error makes no second queue.
  func makeFolders() throws(CommandFailure) {
    if databaseIsThere { return }
    if location.isUsual { return try wavespool.makeFolders(above: location) }
    let folder = location.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    guard folder.isEmpty || mayBeThere(folder) else {
      throw CommandFailure(
        .database, "the folder \(folder) of the database is not there (\(location.reason))",
        hint: "Make it, or name another place with --db PATH.")
    }
  }

  /// Opens what is there for writing, before anything is read from it; makes nothing.
  func expectToWrite() throws(CommandFailure) {
    if databaseIsThere { _ = try writer() }
  }

  /// The first call decides how it is opened: a command that will write says so first.
  private func store(for opener: Opener) throws(CommandFailure) -> Store {
    if let opened { return opened }
    do throws(StoreError) {
      let store = try Store.open(location.path, for: opener, builtIn: Catalog.builtIn.entries)
      opened = store
      return store
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension Session {
  /// Reads one consistent state of the queue. Nothing is printed meanwhile.
  func reading<Result>(
    _ body: (Store) throws(SQLiteError) -> Result
  ) throws(CommandFailure) -> Result {
    let store = try reader()
    do throws(StoreError) {
      return try store.reading { () throws(SQLiteError) in try body(store) }
    } catch {
      throw CommandFailure(error)
    }
  }

  /// Writes all of it or none. Nothing is printed meanwhile.
  func writing<Result>(
    _ body: (Store) throws(SQLiteError) -> Result
  ) throws(CommandFailure) -> Result {
    let store = try writer()
    do throws(StoreError) {
      return try store.writing { () throws(SQLiteError) in try body(store) }
    } catch {
      throw CommandFailure(error)
    }
  }
}

/// Of this process, as far as it says where the database is.
private func environment() -> [String: String] {
  var values: [String: String] = [:]
  for name in ["WAVESPOOL_DB", "XDG_STATE_HOME", "HOME"] {
    // SAFETY: nothing here changes the environment, so the C string lives while it is copied.
    if let value = unsafe getenv(name) { values[name] = unsafe String(cString: value) }
  }
  return values
}

/// `mkdir -p`. What is under the person's own state folder is nobody else's business.
private func makeFolders(above location: Location) throws(CommandFailure) {
  let parts = location.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  var folder = ""
  for (place, part) in parts.enumerated() {
    folder += place == 0 ? String(part) : "/" + part
    if folder.isEmpty || mayBeThere(folder) { continue }
    // SAFETY: the path lives through the call.
    let result = unsafe mkdir(folder, location.isUsual ? 0o700 : 0o777)
    if result != 0, errno != EEXIST {
      throw CommandFailure(
        .database, "the folder \(folder) cannot be made: \(systemMessage(errno))",
        hint: "Name another place with --db PATH.")
    }
  }
}
