import SQLite
import TestSupport
import Testing

@Suite struct `A statement` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `takes its values by number`() throws {
    let statement = try database.open().prepare("SELECT ?2 || ?1")
    #expect(try statement.first("a", "b") { row in row.text(0) } == "ba")
  }

  @Test func `takes its values in the order in which names first appear`() throws {
    let statement = try database.open().prepare("SELECT :b || :a || :b")
    #expect(try statement.first("1", "2") { row in row.text(0) } == "121")
  }

  @Test func `takes its values in the order of the names it was given`() throws {
    let statement = try database.open().prepare(
      "SELECT :b || :a || :b", binding: ":a", ":b")
    #expect(try statement.first("1", "2") { row in row.text(0) } == "212")
  }

  @Test func `lacking a value stops the program`() async {
    await #expect(processExitsWith: .trap) {
      let statement = try Connection.toNothing().prepare("SELECT ?1, ?2")
      try statement.run("only one")
    }
  }

  @Test func `given a value too many stops the program`() async {
    await #expect(processExitsWith: .trap) {
      let statement = try Connection.toNothing().prepare("SELECT ?1")
      try statement.run("one", "two")
    }
  }

  @Test func `lacking a name stops the program`() async {
    await #expect(processExitsWith: .trap) {
      _ = try Connection.toNothing().prepare("SELECT :a, :b", binding: ":a")
    }
    await #expect(processExitsWith: .trap) {
      _ = try Connection.toNothing().prepare("SELECT :a, :b", binding: ":a", ":c")
    }
    await #expect(processExitsWith: .trap) {
      _ = try Connection.toNothing().prepare("SELECT :a, :b", binding: ":a", ":a")
    }
  }

  @Test func `that is two stops the program`() async {
    await #expect(processExitsWith: .trap) {
      _ = try Connection.toNothing().prepare("SELECT 1; SELECT 2")
    }
  }

  @Test func `with a NUL in it stops the program`() async {
    await #expect(processExitsWith: .trap) {
      _ = try Connection.toNothing().execute("SELECT 1;\0 SELECT 2")
    }
  }

  @Test func `may end in blanks and comments`() throws {
    let statement = try database.open().prepare("SELECT 1; -- one \n /* only */ ")
    #expect(try statement.first { row in row.int(0) } == 1)
  }

  @Test func `read where there is no column stops the program`() async {
    await #expect(processExitsWith: .trap) {
      _ = try Connection.toNothing().prepare("SELECT 1").rows { row in row.int(1) }
    }
  }

  @Test func `run from inside its own rows stops the program`() async {
    await #expect(processExitsWith: .trap) {
      let statement = try Connection.toNothing().prepare("SELECT 1 UNION SELECT 2")
      try statement.forEach { _ in
        try statement.run()
        return true
      }
    }
  }

  @Test func `works again after an error`() throws {
    let connection = try database.openWithNotes()
    let insert = try connection.prepare("INSERT INTO notes(body) VALUES (?1)")
    try insert.run("one")

    let error = #expect(throws: SQLiteError.self) { try insert.run("one") }
    try insert.run("two")

    #expect(error?.code == .constraint)
    #expect(error?.message == "UNIQUE constraint failed: notes.body")
    #expect(error?.sql == "INSERT INTO notes(body) VALUES (?1)")
    #expect(try connection.notes() == ["one", "two"])
  }

  @Test func `refused by a trigger carries the trigger's words`() throws {
    let connection = try database.openWithNotes()
    try connection.execute(
      """
      CREATE TRIGGER only_short BEFORE INSERT ON notes WHEN length(new.body) > 3
      BEGIN SELECT RAISE(ABORT, 'a note has three letters at most'); END;
      """)

    let error = #expect(throws: SQLiteError.self) { try connection.insert("four") }

    #expect(error?.code == .constraint)
    #expect(error?.message == "a note has three letters at most")
  }

  @Test func `stops early when its reader has enough, and lets go of the snapshot`() throws {
    let connection = try database.openWithNotes()
    for body in ["a", "b", "c"] { try connection.insert(body) }
    let all = try connection.prepare("SELECT body FROM notes ORDER BY id")

    var seen: [String] = []
    try all.forEach { row in
      seen.append(row.text(0))
      return seen.count < 2
    }

    #expect(seen == ["a", "b"])
    #expect(try database.open().checkpoint(.truncate).isBusy == false)
  }

  @Test func `lets go of the snapshot when its reader throws`() throws {
    let connection = try database.openWithNotes()
    for body in ["a", "b", "c"] { try connection.insert(body) }
    let all = try connection.prepare("SELECT body FROM notes ORDER BY id")

    #expect(throws: Refusal.because("enough")) {
      try all.forEach { _ throws(Refusal) in throw .because("enough") }
    }
    #expect(throws: CancellationError.self) {
      try all.forEach { _ in throw CancellationError() }
    }

    #expect(try all.rows { row in row.text(0) } == ["a", "b", "c"])
    #expect(try database.open().checkpoint(.truncate).isBusy == false)
  }

  @Test func `that returns what it wrote is committed by reading the first row`() throws {
    let connection = try database.openWithNotes()
    let insert = try connection.prepare("INSERT INTO notes(body) VALUES (?1) RETURNING id")

    let id = try insert.first("one") { row in row.int64(0) }

    #expect(id == 1)
    #expect(try database.open().notes() == ["one"])
  }

  @Test func `in a script is the one that the error names`() throws {
    let connection = try database.openWithNotes()

    let error = #expect(throws: SQLiteError.self) {
      try connection.execute(
        "INSERT INTO notes(body) VALUES ('a'); INSERT INTO nots(body) VALUES ('b'); SELECT 1")
    }

    #expect(error?.message == "no such table: nots")
    #expect(error?.sql?.contains("nots") == true)
    #expect(try connection.notes() == ["a"])
  }

  @Test func `that asks for one value answers nil for NULL and for no row`() throws {
    let connection = try database.openWithNotes()

    #expect(try connection.integer("SELECT NULL") == nil)
    #expect(try connection.text("SELECT body FROM notes WHERE id = ?1", 7) == nil)
    #expect(try connection.integer("SELECT ?1 + ?2", 3, 4) == 7)
  }
}

/// An error of a layer above, which can carry one of SQLite's.
enum Refusal: SQLiteFailure, Equatable {
  case because(String)
  case sqlite(SQLiteError)

  init(_ error: SQLiteError) {
    self = .sqlite(error)
  }
}
