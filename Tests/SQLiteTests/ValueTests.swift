import SQLite
import TestSupport
import Testing

@Suite struct `A value` {
  private let database: Database

  init() throws {
    database = try Database()
  }

  @Test(arguments: [
    "", "a", "fifteen letters", "a text that is too long to be kept inside its String",
    "with\0a NUL", "\0", "🧜🏽‍♀️ Zürich", "é e\u{301}", "'; DROP TABLE notes; --",
  ])
  func `that is text comes back byte for byte`(text: String) throws {
    let echo = try database.open().prepare("SELECT ?1, typeof(?1), length(CAST(?1 AS BLOB))")

    let (back, type, bytes) = try #require(
      try echo.first(text) { row in (row.text(0), row.text(1), row.int(2)) })

    #expect(Array(back.utf8) == Array(text.utf8))
    #expect(type == "text")
    #expect(bytes == text.utf8.count)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, Int64.max])
  func `that is an integer keeps all its 64 bits`(number: Int64) throws {
    let echo = try database.open().prepare("SELECT ?1")
    #expect(try echo.first(number) { row in row.int64(0) } == number)
  }

  @Test(arguments: [-0.0, 0.1, .pi, .infinity, .leastNonzeroMagnitude])
  func `that is a double keeps all its bits`(number: Double) throws {
    let echo = try database.open().prepare("SELECT ?1")
    #expect(try echo.first(number) { row in row.double(0).bitPattern } == number.bitPattern)
  }

  @Test(arguments: [[], [0], [0xff, 0, 0xfe], [UInt8](repeating: 7, count: 100_000)])
  func `that is a blob comes back, and an empty one is not NULL`(bytes: [UInt8]) throws {
    let echo = try database.open().prepare("SELECT ?1, typeof(?1)")

    let (back, type) = try #require(
      try echo.first(bytes) { row in (row.optionalBytes(0), row.text(1)) })

    #expect(back == bytes)
    #expect(type == "blob")
  }

  @Test func `that is missing is NULL, for every type`() throws {
    let echo = try database.open().prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6")

    let all = try echo.first(
      nil as String?, nil as Int64?, nil as Int?, nil as Double?, nil as [UInt8]?, nil as Bool?
    ) { row in
      row.optionalText(0) == nil && row.optionalInt64(1) == nil && row.optionalInt(2) == nil
        && row.optionalDouble(3) == nil && row.optionalBytes(4) == nil && row.optionalBool(5) == nil
    }

    #expect(all == true)
  }

  @Test func `of an enum is its word, and a boolean is 1 or 0`() throws {
    let echo = try database.open().prepare("SELECT ?1, ?2, ?3, ?4")

    let row = try echo.first(Colour.green, Colour?.none, true, false) { row in
      "\(row.text(0)) \(row.isNull(1)) \(row.int(2)) \(row.bool(3))"
    }

    #expect(row == "green true 1 false")
  }

  @Test func `that is not UTF-8 is repaired and does not trap`() throws {
    let connection = try database.open()
    #expect(try connection.text("SELECT CAST(x'61ff62' AS TEXT)") == "a\u{FFFD}b")
  }

  @Test func `is lent as it is stored`() throws {
    let statement = try database.open().prepare("SELECT ?1, ?2")

    let counts = try statement.first("Zürich", [1, 2, 3] as [UInt8]) { row in
      [row.withText(0) { utf8 in utf8.count }, row.withBytes(1) { bytes in bytes.count }]
    }

    #expect(counts == [7, 3])
  }

  @Test func `over SQLite's limit is an error, and the statement goes on working`() throws {
    let echo = try database.open().prepare("SELECT length(?1)")

    let error = #expect(throws: SQLiteError.self) {
      try echo.first([UInt8](repeating: 0, count: 1_000_000_001)) { row in row.int(0) }
    }

    #expect(error?.code == .tooBig)
    #expect(try echo.first("four") { row in row.int(0) } == 4)
  }
}

private enum Colour: String, Bindable {
  case green
}
