import SQLite
import TestSupport
import Testing

@Suite struct `A savepoint` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `that fails leaves the rest`() throws {
    let connection = try database.openWithNotes()

    try connection.immediate { () throws(SQLiteError) in
      try connection.savepoint("job") { () throws(SQLiteError) in try connection.insert("one") }
      let error = #expect(throws: SQLiteError.self) {
        try connection.savepoint("job") { () throws(SQLiteError) in
          try connection.insert("two")
          try connection.insert("one")
        }
      }
      #expect(error?.code == .constraint)
      try connection.savepoint("job") { () throws(SQLiteError) in try connection.insert("three") }
    }

    #expect(try connection.notes() == ["one", "three"])
  }

  @Test func `nests under its own name`() throws {
    let connection = try database.openWithNotes()

    try connection.immediate {
      try connection.savepoint("job") {
        try connection.insert("outer")
        #expect(throws: Refusal.because("inner")) {
          try connection.savepoint("job") { () throws(Refusal) in
            do throws(SQLiteError) { try connection.insert("inner") } catch { throw .init(error) }
            throw .because("inner")
          }
        }
      }
    }

    #expect(try connection.notes() == ["outer"])
  }

  @Test func `answers what its body answers`() throws {
    let connection = try database.openWithNotes()
    let answer = try connection.immediate { try connection.savepoint("job") { 7 } }
    #expect(answer == 7)
  }

  @Test func `whose transaction is lost fails, and so does every later one`() throws {
    let connection = try database.openWithNotes()
    try connection.limitPages(to: 20)
    var codes: [ErrorCode] = []

    let error = #expect(throws: SQLiteError.self) {
      try connection.immediate { () throws(SQLiteError) in
        for step in 1...3 {
          do throws(SQLiteError) {
            try connection.savepoint("job") { () throws(SQLiteError) in
              try connection.insert("step \(step)")
              if step == 2 { try connection.insertLarge() }
            }
          } catch {
            codes.append(error.code)
          }
        }
      }
    }

    #expect(codes == [.full, .aborted])
    #expect(error?.code == .aborted)
    #expect(try connection.notes() == [])
  }

  @Test func `outside of a transaction is refused`() throws {
    let connection = try database.openWithNotes()

    let error = #expect(throws: SQLiteError.self) {
      try connection.savepoint("job") { try connection.insert("one") }
    }

    #expect(error?.code == .aborted)
    #expect(try connection.notes() == [])
  }

  @Test func `that cannot be undone takes the whole transaction with it`() throws {
    let connection = try database.openWithNotes()

    let error = #expect(throws: SQLiteError.self) {
      try connection.immediate { () throws(SQLiteError) in
        try connection.insert("before")
        do throws(SQLiteError) {
          try connection.savepoint("job") { () throws(SQLiteError) in
            try connection.insert("half of it")
            try connection.execute("RELEASE job; SELECT no_such_column")
          }
        } catch {
          do throws(SQLiteError) { try connection.insert("after") } catch {}  // refused, too
        }
      }
    }

    #expect(error?.code == .aborted)
    #expect(try connection.notes() == [])
  }
}
