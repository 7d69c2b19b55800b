import Migrations
import SQLite

/// Who opens the database, and so what they may do to it.
package enum Opener: Equatable, Sendable {
  /// Holds the lock. Makes the database, migrates and checkpoints it; waits for nobody afterwards.
  case daemon

  /// Makes the database if it is not there; waits for a lock for so long.
  case writer(patience: Duration)

  /// Wants a database that is there.
  case reader(patience: Duration)
}

/// A model that comes with the program: its name and its JSON.
package struct CatalogEntry: Equatable, Sendable {
  package let name: String
  package let item: String

  package init(name: String, item: String) {
    self.name = name
    self.item = item
  }
}

extension Store {
  /// `wvsp`, in the file's header: a database without it is somebody else's.
  package static let applicationID: Int64 = 0x7776_7370

  /// Opens the queue at `path`, in the current schema and with `builtIn` among its models.
  ///
  /// What the models are is only asked where they are needed: reading them costs a command line
  /// as much as all else it does.
  package static func open(
    _ path: String, for opener: Opener, builtIn: @autoclosure () -> [CatalogEntry] = []
  ) throws(StoreError) -> Store {
    try refuseClosedFolder(onTheWayTo: path)
    let isThere = mayBeThere(path)
    if !isThere, !opener.makes { throw .missing(path: path) }
    try refuseNetworkFileSystem(path)
    if opener.makes { try refuseSecondName(path) }
    if !isThere { makeDatabaseFile(path) }
    return try open(
      path, for: opener, builtIn: builtIn(), mode: isThere ? .readWrite : .readWriteCreate, vfs: nil
    )
  }

  /// The same on a file system that only SQLite knows, by the name of its VFS.
  package static func open(
    _ path: String, on vfs: String, for opener: Opener,
    builtIn: @autoclosure () -> [CatalogEntry] = []
  ) throws(StoreError) -> Store {
    try open(
      path, for: opener, builtIn: builtIn(), mode: opener.makes ? .readWriteCreate : .readWrite,
      vfs: vfs)
  }

  private static func open(
    _ path: String, for opener: Opener, builtIn: @autoclosure () -> [CatalogEntry],
    mode: Connection.Mode, vfs: String?
  ) throws(StoreError) -> Store {
    let store = try connect(path, opener, mode, vfs)
    switch try store.age() {
    case .current:
      if opener == .daemon { try store.keepWriteAheadLog() }
      try store.configure(for: opener)
      if opener == .daemon { try store.renew(builtIn()) } else { store.leavesShortLog = true }
    case .empty:
      // An empty file, or one that never got its first table.
      guard opener.makes else { throw .missing(path: path) }
      try store.layFoundation()
      try store.configure(for: opener)
      try store.migrate(with: builtIn())
    case .older:
      guard opener.makes else {
        throw .older(path: path, isServed: DaemonLock.holder(of: path) != nil)
      }
      // The daemon holds the lock already; anybody else must know that no daemon is at work.
      let lock = opener == .daemon ? nil : try DaemonLock(database: path)
      try store.configure(for: opener)
      try store.migrate(with: builtIn())
      withExtendedLifetime(lock) {}
    }
    if opener == .daemon { store.connection.busyTimeout = .zero }
    return store
  }

  private static func connect(
    _ path: String, _ opener: Opener, _ mode: Connection.Mode, _ vfs: String?
  ) throws(StoreError) -> Store {
    do throws(SQLiteError) {
      let connection = try Connection(
        path: path, mode: mode, busyTimeout: opener.patience, vfs: vfs)
      return Store(path: path, connection: connection)
    } catch {
      throw StoreError(error, path: path)
    }
  }
}

extension Store {
  private enum Age {
    case empty
    case older
    case current
  }

  private func age() throws(StoreError) -> Age {
    // All of one moment: of a neighbour that is making the queue meanwhile, there is all or nothing.
    let (application, version, tables) = try reading { () throws(SQLiteError) in
      (
        try connection.integer("PRAGMA application_id"),
        try connection.integer("PRAGMA user_version") ?? 0,
        try connection.integer("SELECT count(*) FROM sqlite_schema")
      )
    }
    guard application == Store.applicationID else {
      guard application == 0, version == 0, tables == 0 else { throw .notOurs(path: path) }
      return .empty
    }
    guard version <= Migrations.newest else { throw .newer(path: path, version: version) }
    return version == Migrations.newest ? .current : .older
  }

  /// What is written into the file before its first table.
  ///
  /// `auto_vacuum` has an effect only on a database without tables, before it is made a WAL one and
  /// outside a transaction.
  private func layFoundation() throws(StoreError) {
    let vacuum = try translating { () throws(SQLiteError) in
      try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
      return try connection.integer("PRAGMA auto_vacuum")
    }
    // A neighbour may have laid it at the same moment; then both say so already.
    guard vacuum == 2 else {
      throw .other(path: path, detail: "it could not be made to give space back")
    }
    try keepWriteAheadLog()
  }

  /// A copy made by `VACUUM INTO` has no write-ahead log, and a shell can switch it off. Without it
  /// a commit may be undone by a power cut: SQLite does not sync the removal of its journal.
  private func keepWriteAheadLog() throws(StoreError) {
    let journal = try translating { () throws(SQLiteError) in
      try connection.text("PRAGMA journal_mode = WAL")
    }
    guard journal == "wal" else {
      throw .other(path: path, detail: "it could not be made a WAL database here")
    }
  }

  private func configure(for opener: Opener) throws(StoreError) {
    try translating { () throws(SQLiteError) in
      // The commit that holds a paid prediction's id must survive a power cut.
      try connection.execute(
        """
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA journal_size_limit = 67108864;
        """)
    }
    if opener == .daemon {
      // A decision's savepoint keeps the pages it changes, and past 64 kB of them in one transaction
      // every further page of every savepoint is written to a temporary file: half of all the
      // writes of a busy daemon. In memory they are a turn's pages at most.
      try translating { () throws(SQLiteError) in
        try connection.execute("PRAGMA temp_store = MEMORY")
      }
    }
    // SQLite before 3.51.3 has a rare race between two checkpointers, so only the daemon is one.
    connection.setWALAutocheckpoint(pages: opener == .daemon ? 1000 : 0)
  }

  /// Each step is one transaction together with its number, and reads the number again inside it:
  /// a neighbour may have taken the step meanwhile. The last one brings the models: nobody but the
  /// daemon looks for them in a database that is up to date.
  private func migrate(with builtIn: [CatalogEntry]) throws(StoreError) {
    for (index, step) in Migrations.steps.enumerated() {
      try writing { () throws(SQLiteError) in
        guard try connection.integer("PRAGMA user_version") == Int64(index) else { return }
        try connection.execute(step)
        try connection.execute("PRAGMA user_version = \(index + 1)")
        try connection.execute("PRAGMA application_id = \(Store.applicationID)")
        if index + 1 == Migrations.newest { try install(builtIn) }
      }
    }
  }

  /// Brings the models that come with the program up to date; the ones people added stay.
  private func renew(_ builtIn: [CatalogEntry]) throws(StoreError) {
    let known = try translating { () throws(SQLiteError) in
      try sql("SELECT name, item FROM models").rows { row in
        CatalogEntry(name: row.text(0), item: row.text(1))
      }
    }
    let missing = builtIn.filter { !known.contains($0) }
    guard !missing.isEmpty else { return }
    try writing { () throws(SQLiteError) in try install(missing) }
  }

  private func install(_ builtIn: [CatalogEntry]) throws(SQLiteError) {
    for entry in builtIn {
      try sql(
        """
        INSERT INTO models (name, item, source) VALUES (:name, :item, 'built-in')
        ON CONFLICT (name) DO UPDATE SET item = excluded.item WHERE source = 'built-in'
        """
      ).run(entry.name, entry.item)
    }
  }
}

extension Opener {
  fileprivate var makes: Bool {
    switch self {
    case .daemon, .writer: true
    case .reader: false
    }
  }

  /// The daemon too waits while it starts: a person's shell may be writing just then.
  fileprivate var patience: Duration {
    switch self {
    case .daemon: .seconds(5)
    case .writer(let patience), .reader(let patience): patience
    }
  }
}
