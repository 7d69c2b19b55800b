import SQLite
import TestSupport
import Testing

@Suite struct `A backup` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `copies everything, in steps`() throws {
    let connection = try database.openWithNotes()
    for number in 1...200 {
      try connection.insert("\(number) " + String(repeating: "x", count: 200))
    }
    let copy = try Connection(path: database.directory.file("copy.db"), mode: .readWriteCreate)

    var steps: [BackupProgress] = []
    try connection.backup(to: copy, pagesPerStep: 4) { progress in steps.append(progress) }

    #expect(try copy.notes() == connection.notes())
    #expect(try copy.text("PRAGMA integrity_check") == "ok")
    #expect(steps.count > 2)
    #expect(steps.last?.remainingPages == 0)
    #expect(steps.first.map { $0.remainingPages == $0.totalPages - 4 } == true)
  }

  @Test func `inside a read transaction is of that moment, whoever writes meanwhile`() throws {
    let connection = try database.openWithNotes()
    for number in 1...200 {
      try connection.insert("\(number) " + String(repeating: "x", count: 200))
    }
    let writer = try database.open()
    let copy = try Connection(path: database.directory.file("copy.db"), mode: .readWriteCreate)

    var steps = 0
    try connection.reading {
      let before = try connection.notes()
      try connection.backup(to: copy, pagesPerStep: 4) { progress throws(SQLiteError) in
        steps += 1
        try writer.insert("written at step \(steps)")
      }
      #expect(try copy.notes() == before)
    }

    #expect(try connection.notes().count == 200 + steps)
  }

  @Test func `that is broken off leaves its destination as it was`() throws {
    let connection = try database.openWithNotes()
    for number in 1...200 {
      try connection.insert("\(number) " + String(repeating: "x", count: 200))
    }
    let copy = try Connection(path: database.directory.file("copy.db"), mode: .readWriteCreate)
    try copy.execute("CREATE TABLE mine(a)")

    let error = #expect(throws: SQLiteError.self) {
      try connection.backup(to: copy, pagesPerStep: 4) { _ throws(SQLiteError) in
        try connection.execute("SELECT raise_of_the_test")
      }
    }

    #expect(error?.message.contains("raise_of_the_test") == true)
    #expect(try copy.text("SELECT group_concat(name) FROM sqlite_schema") == "mine")
  }

  @Test func `onto a database that is being written fails as busy`() throws {
    let connection = try database.openWithNotes()
    let copy = try Connection(path: database.directory.file("copy.db"), mode: .readWriteCreate)
    let writer = try Connection(path: database.directory.file("copy.db"), mode: .readWriteCreate)
    try writer.execute("CREATE TABLE mine(a)")

    try writer.immediate {
      let error = #expect(throws: SQLiteError.self) { try connection.backup(to: copy) }
      #expect(error?.code == .busy)
    }
  }
}
