// RFC 4180 read strictly where guessing would change data (a stray quote, a record of another
// length than the header) and leniently where it would not (LF or CR LF or CR, a byte order mark,
// blank lines, no line end at the end). It is fed bytes as they come and keeps one record.
//
//                 ,  or line end                     "
//          ┌──────────────────────┐       ┌──────────────────────┐
//          ▼            other     │       ▼        , or line end │
//     startOfCell ─────────────▶ bare   quoted ──"──▶ afterQuote ┴─▶ startOfCell
//          └──────────────"───────────────▲                └──other──▶ error

/// A record, and the line it begins on, counted from 1.
package struct CSVRecord: Equatable, Sendable {
  package let line: Int
  package let cells: [String]

  package init(line: Int, cells: [String]) {
    self.line = line
    self.cells = cells
  }
}

/// What is wrong with a CSV file, and where.
package struct CSVError: Error, Equatable, Sendable, CustomStringConvertible {
  package let line: Int
  package let reason: String

  package init(line: Int, _ reason: String) {
    self.line = line
    self.reason = reason
  }

  package var description: String { "line \(line): \(reason)" }
}

/// Reads a file piece by piece. The first record is the header; `record` gets those below it.
package struct CSVReader: ~Copyable {
  /// Nil until the first record has been read.
  package private(set) var header: [String]?

  /// The longest a record may be, so that a quote that is never closed does not eat the memory.
  private let limit: Int
  private var state = State.startOfCell
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var size = 0
  private var line = 1
  private var recordLine = 1
  private var quoteLine = 1
  private var lastWasCR = false
  private var isEmptyLine = true

  /// How much of a byte order mark the file has begun with; nil once that is settled.
  private var markSeen: Int? = 0

  private enum State {
    case startOfCell
    case bare
    case quoted
    case afterQuote
  }

  package init(longestRecord limit: Int = 64 << 20) {
    self.limit = limit
  }

  package mutating func read(
    _ bytes: some Sequence<UInt8>, record: (CSVRecord) throws(CSVError) -> Void
  ) throws(CSVError) {
    for byte in bytes { try take(byte, record) }
  }

  /// After the last piece: hands over a last record that has no line end.
  package mutating func finish(
    record: (CSVRecord) throws(CSVError) -> Void
  ) throws(CSVError) {
    if state == .quoted {
      throw CSVError(line: quoteLine, "the quote opened on this line is never closed")
    }
    if !isEmptyLine { try endRecord(record) }
  }

  private mutating func take(
    _ byte: UInt8, _ record: (CSVRecord) throws(CSVError) -> Void
  ) throws(CSVError) {
    if skipsByteOrderMark(byte) { return }
    let followsCR = lastWasCR
    lastWasCR = byte == UInt8(ascii: "\r")
    let endsLine = byte == UInt8(ascii: "\n") || lastWasCR
    let isSecondHalf = byte == UInt8(ascii: "\n") && followsCR

    if state == .quoted {
      if endsLine, !isSecondHalf { line += 1 }
      return try takeQuoted(byte)
    }
    if endsLine {
      if isSecondHalf { return }
      if !isEmptyLine { try endRecord(record) }
      line += 1
      recordLine = line
      return
    }
    isEmptyLine = false
    switch byte {
    case UInt8(ascii: ","):
      try endCell()
    case UInt8(ascii: "\""):
      try takeQuote()
    default:
      if state == .afterQuote {
        throw CSVError(line: line, "text after a closing quote; a quote in a cell is written twice")
      }
      state = .bare
      try append(byte)
    }
  }

  private mutating func takeQuoted(_ byte: UInt8) throws(CSVError) {
    if byte == UInt8(ascii: "\"") { state = .afterQuote } else { try append(byte) }
  }

  private mutating func takeQuote() throws(CSVError) {
    switch state {
    case .startOfCell:
      quoteLine = line
      state = .quoted
    case .afterQuote:
      state = .quoted
      try append(UInt8(ascii: "\""))
    case .bare, .quoted:
      throw CSVError(line: line, "a quote inside a cell that does not begin with one")
    }
  }

  private mutating func append(_ byte: UInt8) throws(CSVError) {
    size += 1
    guard size <= limit else {
      let reason =
        state == .quoted
        ? "the quote opened on this line is not closed within \(byteWords(Int64(limit)))"
        : "longer than \(byteWords(Int64(limit)))"
      throw CSVError(line: state == .quoted ? quoteLine : recordLine, reason)
    }
    cell.append(byte)
  }

  private mutating func endCell() throws(CSVError) {
    guard let text = String(validating: cell, as: UTF8.self) else {
      throw CSVError(line: line, "not UTF-8")
    }
    cells.append(text)
    cell.removeAll(keepingCapacity: true)
    state = .startOfCell
  }

  private mutating func endRecord(
    _ record: (CSVRecord) throws(CSVError) -> Void
  ) throws(CSVError) {
    try endCell()
    defer {
      cells.removeAll(keepingCapacity: true)
      size = 0
      isEmptyLine = true
    }
    guard let header else {
      try check(header: cells)
      header = cells
      return
    }
    guard cells.count == header.count else {
      throw CSVError(
        line: recordLine, "\(counted(cells.count)), but the header has \(header.count)")
    }
    try record(CSVRecord(line: recordLine, cells: cells))
  }

  private func check(header names: [String]) throws(CSVError) {
    var seen: Set<String> = []
    for (place, name) in names.enumerated() {
      guard !name.isEmpty else {
        throw CSVError(line: recordLine, "column \(place + 1) of the header has no name")
      }
      guard seen.insert(name).inserted else {
        throw CSVError(line: recordLine, "the header names '\(name.visible)' twice")
      }
    }
  }

  /// Nothing but the very first bytes can be the mark. Bytes that only begin like it are data.
  private mutating func skipsByteOrderMark(_ byte: UInt8) -> Bool {
    guard let seen = markSeen else { return false }
    if byte == byteOrderMark[seen] {
      markSeen = seen == byteOrderMark.count - 1 ? nil : seen + 1
      return true
    }
    markSeen = nil
    if seen > 0 {
      cell = Array(byteOrderMark[..<seen])
      state = .bare
      isEmptyLine = false
    }
    return false
  }
}

private let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

private func counted(_ cells: Int) -> String {
  cells == 1 ? "1 cell" : "\(cells) cells"
}
