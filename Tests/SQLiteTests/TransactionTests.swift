import SQLite
import TestSupport
import Testing

@Suite struct `A transaction` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `is committed as a whole`() throws {
    let connection = try database.openWithNotes()
    let other = try database.open()

    let answer = try connection.immediate {
      try connection.insert("one")
      #expect(try other.notes() == [])
      try connection.insert("two")
      return 2
    }

    #expect(answer == 2)
    #expect(try other.notes() == ["one", "two"])
    #expect(!connection.isInTransaction)
  }

  @Test func `is rolled back when its body throws`() throws {
    let connection = try database.openWithNotes()

    #expect(throws: Refusal.because("changed my mind")) {
      try connection.immediate { () throws(Refusal) in
        do throws(SQLiteError) { try connection.insert("one") } catch { throw .sqlite(error) }
        throw .because("changed my mind")
      }
    }

    #expect(try connection.notes() == [])
    try connection.insert("outside of a transaction again")
  }

  @Test func `fails at once when another is writing`() throws {
    let first = try database.openWithNotes()
    let second = try database.open()

    try first.immediate {
      let error = #expect(throws: SQLiteError.self) { try second.immediate {} }
      #expect(error?.code == .busy)
      #expect(!second.isInTransaction)
    }

    try second.immediate {}
  }

  @Test func `throws its own error type when SQLite fails`() throws {
    let first = try database.openWithNotes()
    let second = try database.open()

    try first.immediate {
      let error = #expect(throws: Refusal.self) {
        try second.immediate { () throws(Refusal) in throw .because("never run") }
      }
      guard case .sqlite(let inner) = error else { return #expect(error == nil) }
      #expect(inner.code == .busy)
    }
  }

  /// Without a WAL a commit has to wait for readers.
  @Test func `whose commit is refused is rolled back`() throws {
    let writer = try database.open()
    try writer.execute("CREATE TABLE notes(id INTEGER PRIMARY KEY, body TEXT)")
    let reader = try database.open()

    try reader.reading {
      let before = try reader.notes()
      #expect(before == [])
      let error = #expect(throws: SQLiteError.self) {
        try writer.immediate { () throws(SQLiteError) in try writer.insert("one") }
      }
      #expect(error?.code == .busy)
      #expect(error?.sql == "COMMIT")
      #expect(!writer.isInTransaction)
    }

    try writer.immediate { try writer.insert("two") }
    #expect(try reader.notes() == ["two"])
  }

  @Test func `that finds the disk full is rolled back and leaves the connection usable`() throws {
    let connection = try database.openWithNotes()
    try connection.limitPages(to: 20)

    let error = #expect(throws: SQLiteError.self) {
      try connection.immediate { () throws(SQLiteError) in
        try connection.insert("small")
        try connection.insertLarge()
      }
    }

    #expect(error?.code == .full)
    #expect(error?.message == "database or disk is full")
    #expect(try connection.notes() == [])
    try connection.immediate { try connection.insert("small") }
    #expect(try connection.notes() == ["small"])
  }

  @Test func `lost to a full disk lets nothing of it through, even if nobody noticed`() throws {
    let connection = try database.openWithNotes()
    try connection.limitPages(to: 20)

    var caught: [ErrorCode] = []

    let error = #expect(throws: SQLiteError.self) {
      try connection.immediate { () throws(SQLiteError) in
        try connection.insert("before")
        do throws(SQLiteError) { try connection.insertLarge() } catch { caught.append(error.code) }
        do throws(SQLiteError) { try connection.insert("after") } catch {
          caught.append(error.code)
        }
      }
    }

    #expect(caught == [.full, .constraint])
    #expect(error?.code == .aborted)
    #expect(try connection.notes() == [])
    try connection.insert("later")
    #expect(try connection.notes() == ["later"])
  }

  @Test func `cannot be committed from inside`() throws {
    let connection = try database.openWithNotes()

    #expect(throws: SQLiteError.self) {
      try connection.immediate { () throws(SQLiteError) in
        try connection.insert("one")
        try connection.execute("COMMIT")
      }
    }

    #expect(try connection.notes() == [])
  }

  @Test func `inside another stops the program`() async {
    await #expect(processExitsWith: .trap) {
      let connection = try Connection.toNothing()
      try connection.reading { try connection.reading {} }
    }
  }

  @Test func `for reading sees one state of the database`() throws {
    let writer = try database.openWithNotes()
    let reader = try database.open(.readOnly)
    try writer.insert("one")

    try reader.reading {
      #expect(try reader.notes() == ["one"])
      try writer.insert("two")
      #expect(try reader.notes() == ["one"])
    }

    #expect(try reader.notes() == ["one", "two"])
  }
}

extension Connection {
  func limitPages(to count: Int) throws(SQLiteError) {
    _ = try integer("PRAGMA max_page_count=\(count)")
  }

  func insertLarge() throws(SQLiteError) {
    try insert(String(repeating: "large ", count: 100_000))
  }
}
