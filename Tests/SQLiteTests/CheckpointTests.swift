import SQLite
import TestSupport
import Testing

@Suite struct `A checkpoint` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test func `moves the WAL into the database and cuts it`() throws {
    let connection = try database.openWithNotes()
    connection.setWALAutocheckpoint(pages: 0)
    try connection.insert("one")

    let passive = try connection.checkpoint(.passive)
    #expect(!passive.isBusy)
    #expect(passive.logFrames > 0)
    #expect(passive.checkpointedFrames == passive.logFrames)

    let truncating = try connection.checkpoint(.truncate)
    #expect(!truncating.isBusy)
    #expect(truncating.logFrames == 0)
    #expect(try database.directory.read("queue.db-wal").isEmpty)
  }

  @Test func `says when a reader stands in its way`() throws {
    let connection = try database.openWithNotes()
    let reader = try database.open()

    try reader.reading {
      #expect(try reader.notes() == [])
      try connection.insert("one")
      let blocked = try connection.checkpoint(.truncate)
      #expect(blocked.isBusy)
      #expect(blocked.checkpointedFrames < blocked.logFrames)
    }
  }

  @Test func `of a database without a WAL does nothing`() throws {
    let connection = try database.open()
    try connection.execute("CREATE TABLE t(a)")

    let result = try connection.checkpoint(.passive)

    #expect(!result.isBusy)
    #expect(result.logFrames == -1)
  }

  @Test func `happens by itself only where it is wanted`() throws {
    let connection = try database.openWithNotes()
    connection.setWALAutocheckpoint(pages: 0)
    #expect(try connection.integer("PRAGMA wal_autocheckpoint") == 0)
  }
}
