import Glibc
import SQLite
import Store
import Synchronization
import TestSupport
import Testing

// What is not tested here: that a network file system is refused. It takes one to find out.

@Suite struct `Opening a queue` {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.file("queue.db")
  }

  private func open(_ opener: Opener = .daemon) throws(StoreError) -> Store {
    try Store.open(path, for: opener, builtIn: Queue.models)
  }

  @Test func `a new one has the schema, the models and what keeps it whole`() throws {
    let store = try open()
    let pragmas = try [
      "journal_mode", "synchronous", "foreign_keys", "auto_vacuum", "user_version",
      "application_id", "wal_autocheckpoint",
    ].map { try store.connection.text("PRAGMA \($0)") }
    #expect(pragmas == ["wal", "2", "1", "2", "1", "2004251504", "1000"])
    #expect(try store.connection.integer("SELECT count(*) FROM models") == 2)
    #expect(try store.connection.text("PRAGMA integrity_check") == "ok")
    #expect(store.connection.busyTimeout == .zero)
  }

  @Test func `a writer makes one too, and leaves checkpoints to the daemon`() throws {
    let store = try open(.writer(patience: .seconds(3)))
    #expect(try store.connection.text("PRAGMA wal_autocheckpoint") == "0")
    #expect(store.connection.busyTimeout == .seconds(3))
  }

  @Test func `a reader makes none`() throws {
    #expect(throws: StoreError.missing(path: path)) { try open(.reader(patience: .zero)) }
    #expect(!directory.exists("queue.db"))
  }

  @Test func `opening again changes nothing`() throws {
    _ = try open()
    let dump = { try Program.run("/usr/bin/sqlite3", [path, ".dump"]).stdout }
    let before = try dump()
    _ = try open()
    _ = try open(.writer(patience: .zero))
    #expect(try dump() == before)
    #expect(before.utf8.count > 10_000)
  }

  @Test func `models that came with the program are renewed, people's own stay`() throws {
    var store: Store? = try open()
    try store?.connection.execute(
      """
      UPDATE models SET item = '{"model_id":"test/film","old":1}' WHERE name = 'test/film';
      INSERT INTO models (name, item, source) VALUES ('my/own', '{"model_id":"my/own"}', 'added');
      UPDATE models SET item = '{"model_id":"test/other","mine":2}', source = 'added'
      WHERE name = 'test/other';
      """)
    store = nil
    let items = try open().connection.prepare("SELECT item FROM models ORDER BY name")
    #expect(
      try items.rows { $0.text(0) } == [
        #"{"model_id":"my/own"}"#, #"{"model_id":"test/film"}"#,
        #"{"model_id":"test/other","mine":2}"#,
      ])
  }

  @Test func `a step that fails leaves nothing of itself behind`() throws {
    let made = try Connection(path: path, mode: .readWriteCreate)
    // Ours by its mark, of a version before the first: its step meets a table that is in the way.
    try made.execute(
      "PRAGMA journal_mode = WAL; CREATE TABLE events (a); PRAGMA application_id = 0x77767370")
    #expect(throws: StoreError.self) { try open() }
    #expect(try made.integer("SELECT count(*) FROM sqlite_schema") == 1)
    #expect(try made.integer("PRAGMA user_version") == 0)
  }

  @Test func `an older one is not touched by a writer while a daemon serves it`() throws {
    _ = try open()
    let shell = try Connection(path: path, mode: .readWrite)
    try shell.execute("PRAGMA user_version = 0")
    let lock = try DaemonLock(database: path)
    #expect(throws: StoreError.self) { try open(.writer(patience: .zero)) }
    #expect(throws: StoreError.older(path: path, isServed: true)) {
      try open(.reader(patience: .zero))
    }
    #expect(try shell.integer("PRAGMA user_version") == 0)
    withExtendedLifetime(lock) {}
  }

  @Test(arguments: ["", "PRAGMA application_id = 7;"])
  func `a database of somebody else's is refused and left alone`(mark: String) throws {
    let foreign = try Connection(path: path, mode: .readWriteCreate)
    try foreign.execute("\(mark) CREATE TABLE theirs (a)")
    for opener in [Opener.daemon, .writer(patience: .zero), .reader(patience: .zero)] {
      #expect(throws: StoreError.notOurs(path: path)) { try open(opener) }
    }
    #expect(try foreign.text("SELECT group_concat(name) FROM sqlite_schema") == "theirs")
    #expect(try foreign.text("PRAGMA journal_mode") == "delete")
  }

  @Test func `a newer one is refused by name of its version`() throws {
    _ = try open()
    try Connection(path: path, mode: .readWrite).execute("PRAGMA user_version = 2")
    #expect(throws: StoreError.newer(path: path, version: 2)) { try open() }
  }

  @Test func `what is no database is refused`() throws {
    try directory.write(String(repeating: "no database ", count: 100), to: "queue.db")
    #expect(throws: StoreError.notADatabase(path: path)) { try open() }
  }

  @Test func `its models are in it from the first commit on`() throws {
    let store = try open(.writer(patience: .zero))
    #expect(try store.connection.integer("SELECT count(*) FROM models") == 2)
    let log = try directory.read("queue.db-wal")
    // After a header of 32 bytes, each page has one of 24: its number, and after a commit's last
    // page the size of the database.
    let frames = stride(from: 32, to: log.count, by: 24 + 4096)
    let commits = frames.filter { frame in log[frame + 4..<frame + 8].contains { $0 != 0 } }
    #expect(commits.count == 1)
  }

  @Test func `one that is just being made is never taken for somebody else's`() throws {
    for round in 0..<100 {
      let path = directory.file("queue \(round).db")
      let isMade = Atomic(false)
      let maker = Thread {
        #expect(throws: Never.self) {
          try Store.open(path, for: .writer(patience: .seconds(30)), builtIn: Queue.models)
        }
        isMade.store(true, ordering: .releasing)
      }
      defer { maker.join() }
      while !isMade.load(ordering: .acquiring) {
        do throws(StoreError) {
          _ = try Store.open(path, for: .reader(patience: .seconds(30)))
        } catch StoreError.missing {
          continue
        }
      }
    }
  }

  @Test func `eight processes that make it at the same moment all find it whole`() async throws {
    let path = path
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          await #expect(processExitsWith: .success) { [path = path as String] in
            let store = try Store.open(
              path, for: .writer(patience: .seconds(30)), builtIn: Queue.models)
            guard try store.connection.integer("SELECT count(*) FROM models") == 2 else {
              exit(1)
            }
          }
        }
      }
    }
    let store = try open()
    #expect(try store.connection.text("PRAGMA integrity_check") == "ok")
    #expect(try store.connection.integer("SELECT count(*) FROM daemon") == 1)
  }
}
