import SQLite
import TestSupport
import Testing

@Suite struct `The data version` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `changes by what another connection commits, and by nothing else`() throws {
    let mine = try database.openWithNotes()
    let other = try database.open()
    let before = try mine.dataVersion()

    try mine.insert("my own")
    #expect(try mine.dataVersion() == before)

    try other.immediate {
      try other.insert("not committed yet")
      #expect(try mine.dataVersion() == before)
    }
    let after = try mine.dataVersion()
    #expect(after != before)

    #expect(throws: CancellationError.self) {
      try other.immediate {
        try other.insert("rolled back")
        throw CancellationError()
      }
    }
    #expect(try mine.dataVersion() == after)
  }
}
