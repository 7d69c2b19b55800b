import SQLite
import TestSupport
import Testing

@Suite struct `A connection` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `that may not write says readOnly`() throws {
    _ = try database.openWithNotes()

    let reader = try database.open(.readOnly)

    let error = #expect(throws: SQLiteError.self) { try reader.insert("no") }
    #expect(error?.code == .readOnly)
  }

  @Test func `to a file that is no database says so at its first statement`() throws {
    try database.directory.write(String(repeating: "not a database ", count: 100), to: "queue.db")
    let connection = try database.open()

    let error = #expect(throws: SQLiteError.self) {
      try connection.integer("SELECT count(*) FROM sqlite_schema")
    }

    #expect(error?.code == .notADatabase)
    #expect(error?.message == "file is not a database")
  }

  @Test func `to a file that is not there is refused unless it may create it`() throws {
    let error = #expect(throws: SQLiteError.self) { try database.open(.readWrite) }

    #expect(error?.code == .cantOpen)
    #expect(!database.directory.exists("queue.db"))
  }

  @Test func `to what is no path is refused`() {
    for path in ["", database.path + "\0.txt"] {
      let error = #expect(throws: SQLiteError.self) {
        try Connection(path: path, mode: .readWriteCreate)
      }
      #expect(error?.code == .cantOpen)
    }
    #expect(!database.directory.exists("queue.db"))
  }

  @Test func `takes double quotes for a column and never for a string`() throws {
    let connection = try database.open()

    let error = #expect(throws: SQLiteError.self) { try connection.text("SELECT \"queued\"") }

    #expect(error?.code == .error(1))
    #expect(error?.message.contains("queued") == true)
    #expect(error?.sql == "SELECT \"queued\"")
  }

  @Test func `cannot be talked into corrupting its schema`() throws {
    let connection = try database.openWithNotes()

    try connection.execute("PRAGMA writable_schema=ON")

    #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM sqlite_schema") }
    #expect(try connection.integer("SELECT count(*) FROM sqlite_schema WHERE name='notes'") == 1)
    #expect(try connection.integer("PRAGMA trusted_schema") == 1)
  }

  @Test func `rounds a busy timeout up to milliseconds`() throws {
    let connection = try database.open(busyTimeout: .microseconds(1500))
    #expect(try connection.integer("PRAGMA busy_timeout") == 2)

    connection.busyTimeout = .zero
    #expect(try connection.integer("PRAGMA busy_timeout") == 0)

    connection.busyTimeout = .seconds(Int64.max / 1000)
    #expect(try connection.integer("PRAGMA busy_timeout") == Int64(Int32.max))
  }

  @Test func `may be let go before its statements`() throws {
    let statement = try database.openWithNotes().prepare("SELECT count(*) FROM notes")

    #expect(try statement.first { row in row.int(0) } == 0)
  }

  @Test func `knows what it changed`() throws {
    let connection = try database.openWithNotes()
    try connection.insert("one")
    try connection.insert("two")
    #expect(connection.lastInsertRowID == 2)

    try connection.execute("UPDATE notes SET body = body || '!'")

    #expect(connection.changes == 2)
  }
}

@Suite struct `A path` {
  /// In a process of its own, because relative paths belong to the whole process.
  @Test(arguments: [":memory:", "file:a.db?mode=memory"])
  func `that looks like something else to SQLite is still a path`(path: String) throws {
    let directory = try TemporaryDirectory()
    let name = try directory.makeDirectory("here") + "/" + path

    let connection = try Connection(path: name, mode: .readWriteCreate)
    try connection.execute("CREATE TABLE t(a)")

    #expect(directory.exists("here/" + path))
  }

  @Test func `that is relative and looks like memory is a file`() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      try enter(directory.path)
      for name in [":memory:", "file:a.db?mode=memory"] {
        let connection = try Connection(path: name, mode: .readWriteCreate)
        try connection.execute("CREATE TABLE t(a)")
        precondition(directory.exists(name))
      }
    }
  }
}

@Suite struct `The library` {
  @Test func `is at least as old as what we ask of it`() {
    #expect(libraryVersion >= 3_040_000)
  }
}
