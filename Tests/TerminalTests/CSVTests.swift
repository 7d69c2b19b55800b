import Terminal
import TestSupport
import Testing

@Suite struct `CSV` {
  @Test func `is quoted where it must be and nowhere else`() {
    #expect(
      csvRecord(["a", "b,c", "say \"hi\"", "two\nlines", "=1+1", "-5", "@x", "", " edge"])
        == "a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",=1+1,-5,@x,,\" edge\"\r\n")
    #expect(csvRecord([""]) == "\"\"\r\n")
  }

  @Test(arguments: [
    "a,b\r\n1,2\r\n", "a,b\n1,2\n", "a,b\r1,2\r", "a,b\n1,2", "\u{feff}a,b\n1,2\n",
    "\n\na,b\n\r\n1,2\n\n", "\u{feff}\"a\",\"b\"\n\"1\",\"2\"",
  ])
  func `is read with any line end, a byte order mark, blank lines`(text: String) throws {
    let file = try read(text)

    #expect(file.header == ["a", "b"])
    #expect(file.records.map(\.cells) == [["1", "2"]])
  }

  @Test func `records know the line they begin on`() throws {
    let file = try read("a\r\n\"x\r\ny\r\nz\"\r\nlast\n\n\"end\"")

    #expect(
      file.records == [
        CSVRecord(line: 2, cells: ["x\r\ny\r\nz"]), CSVRecord(line: 5, cells: ["last"]),
        CSVRecord(line: 7, cells: ["end"]),
      ])
  }

  @Test(arguments: [
    ("a,b\n1\n", "line 2: 1 cell, but the header has 2"),
    ("a\nx\n1,2,3\n", "line 3: 3 cells, but the header has 1"),
    ("a\n\"x\ny\n", "line 2: the quote opened on this line is never closed"),
    ("a\n5\" disk\n", "line 2: a quote inside a cell that does not begin with one"),
    ("a\n\"x\"y\n", "line 2: text after a closing quote; a quote in a cell is written twice"),
    ("a,a\n", "line 1: the header names 'a' twice"),
    ("a,,b\n", "line 1: column 2 of the header has no name"),
  ])
  func `that is wrong is refused with its line`(text: String, message: String) {
    let error = #expect(throws: CSVError.self) { try read(text) }

    #expect(error?.description == message)
  }

  @Test func `that is not UTF-8 is refused with its line`() {
    let error = #expect(throws: CSVError.self) {
      try read(bytes: Array("a\nok\n".utf8) + [0xff, 0x0a])
    }

    #expect(error?.description == "line 3: not UTF-8")
  }

  @Test func `with a quote that is never closed does not fill the memory`() {
    let error = #expect(throws: CSVError.self) {
      var reader = CSVReader(longestRecord: 1000)
      try reader.read(Array("a\n\"".utf8)) { _ in }
      try reader.read([UInt8](repeating: 0x78, count: 5000)) { _ in }
    }

    #expect(error?.line == 2)
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `comes back as it was written, in pieces of any size`(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    let header = (0..<Int.random(in: 1...5, using: &dice)).map { "column \($0)" }
    let rows = (0..<Int.random(in: 0...8, using: &dice)).map { _ in
      header.map { _ in dice.text(upTo: 6, of: troublesomePieces) }
    }
    let text = ([header] + rows).map(csvRecord).joined()

    let file = try read(text, pieceSize: Int.random(in: 1...7, using: &dice))

    #expect(file.header == header, "seed \(seed)")
    #expect(file.records.map(\.cells).map(scalars) == rows.map(scalars), "seed \(seed)")
  }

  /// Strings are equal when they only look alike; a round trip is of scalars.
  private func scalars(_ cells: [String]) -> [[Unicode.Scalar]] {
    cells.map { Array($0.unicodeScalars) }
  }

  private func read(
    _ text: String, pieceSize: Int = 3
  ) throws -> (header: [String]?, records: [CSVRecord]) {
    try read(bytes: Array(text.utf8), pieceSize: pieceSize)
  }

  @discardableResult
  private func read(
    bytes: [UInt8], pieceSize: Int = 3
  ) throws -> (header: [String]?, records: [CSVRecord]) {
    var reader = CSVReader()
    var records: [CSVRecord] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      try reader.read(rest.prefix(pieceSize)) { records.append($0) }
      rest = rest.dropFirst(pieceSize)
    }
    try reader.finish { records.append($0) }
    return (reader.header, records)
  }
}
