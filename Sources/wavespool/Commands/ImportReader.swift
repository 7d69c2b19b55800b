import JSON
import Terminal

/// Cuts a file into lines of JSON or records of CSV, piece by piece: no more than one of them is
/// held.
package struct ImportReader {
  private var lines = LineReader()
  private var records: CSVReading?

  package init(_ format: Import.Format) {
    records = format == .csv ? CSVReading() : nil
  }

  package mutating func read(_ piece: ArraySlice<UInt8>, _ check: inout ImportCheck) {
    if let records {
      records.read(piece, &check)
    } else {
      lines.read(piece, &check)
    }
  }

  package mutating func finish(_ check: inout ImportCheck) {
    if let records {
      records.finish(&check)
    } else {
      lines.finish(&check)
    }
  }
}

private struct LineReader {
  private var line: [UInt8] = []
  private var number = 1

  mutating func read(_ piece: ArraySlice<UInt8>, _ check: inout ImportCheck) {
    var rest = piece
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      line += rest[..<end]
      endLine(&check)
      rest = rest[(end + 1)...]
    }
    line += rest
  }

  mutating func finish(_ check: inout ImportCheck) {
    endLine(&check)
  }

  private mutating func endLine(_ check: inout ImportCheck) {
    if number == 1, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    if !line.allSatisfy(isBlank) { check.take(line: line, number) }
    line.removeAll(keepingCapacity: true)
    number += 1
  }
}

private func isBlank(_ byte: UInt8) -> Bool {
  byte == 0x20 || (0x09...0x0d).contains(byte)
}

private final class CSVReading {
  private var reader = CSVReader()
  private var columns: [ImportColumn]?
  private var isBroken = false

  func read(_ piece: ArraySlice<UInt8>, _ check: inout ImportCheck) {
    run(&check) { records throws(CSVError) in
      try reader.read(piece) { record throws(CSVError) in records.append(record) }
    }
  }

  func finish(_ check: inout ImportCheck) {
    run(&check) { records throws(CSVError) in
      try reader.finish { record throws(CSVError) in records.append(record) }
    }
  }

  /// After a mistake in the CSV itself nobody knows what the rest means.
  private func run(
    _ check: inout ImportCheck, _ step: (inout [CSVRecord]) throws(CSVError) -> Void
  ) {
    if isBroken { return }
    var records: [CSVRecord] = []
    var error: CSVError?
    do throws(CSVError) { try step(&records) } catch let caught { error = caught }
    if columns == nil, let header = reader.header {
      columns = check.columns(header)
      isBroken = columns == nil
      if isBroken { return }
    }
    if let columns {
      for record in records { check.take(record, columns) }
    }
    if let error {
      check.add(fault: error.reason, onLine: error.line)
      isBroken = true
    }
  }
}
