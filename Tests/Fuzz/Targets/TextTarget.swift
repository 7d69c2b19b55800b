import JSON
import Media
import Spool
import Terminal
import WaveSpeed
import wavespool

extension FuzzTarget {
  /// A text from outside, on its way to a person; and what else might be read in it.
  static let text = FuzzTarget("text") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    try show(text, bytes)
    try table(text)
    try values(text)
    try addresses(text)
  }
}

private func show(_ text: String, _ bytes: [UInt8]) throws {
  for shown in [text.visible, String(visibleUTF8: bytes)] {
    try promise("what is shown is harmless", shown.isHarmless)
    try promise("what is harmless stays as it is", shown.visible == shown)
    for limit in [0, 1, 7, 60] {
      try promise("a text fits", shown.fitted(to: limit).columns <= limit)
      try promise("a text fits", shown.fitted(to: limit, eliding: .start).columns <= limit)
      try promise("a text is filled up", shown.padded(to: limit).columns >= limit)
    }
  }
  let lines = text.visible(keepingLines: true).split(separator: "\n")
  try promise("every line is harmless", lines.allSatisfy(\.isHarmless))
  let json = JSON.object([text: .array([.string(text)])])
  for document in [json.text.harmlessJSON, json.pretty().harmlessJSON] {
    try promise("JSON is harmless", document.split(separator: "\n").allSatisfy(\.isHarmless))
    try promise("JSON is the same", try JSON(parsing: document) == json)
  }
}

/// What is written as CSV is read as the same cells.
private func table(_ text: String) throws {
  let cells = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  let header = cells.indices.map { "column \($0)" }
  var reader = CSVReader()
  var records: [[String]] = []
  try reader.read(Array((csvRecord(header) + csvRecord(cells)).utf8)) { record throws(CSVError) in
    records.append(record.cells)
  }
  try reader.finish { record throws(CSVError) in records.append(record.cells) }
  try promise("a record reads back", records.flatMap(bytes) == bytes(cells))
}

/// Strings that look alike are equal; their bytes need not be.
private func bytes(_ cells: [String]) -> [[UInt8]] { cells.map { Array($0.utf8) } }

/// What can be read is said again, and read as the same.
private func values(_ text: String) throws {
  for time in [Timestamp(text), Timestamp(httpDate: text)].compactMap({ $0 }) {
    try promise("a time reads back", Timestamp(time.sqlText) == time)
    try promise("a time reads back", Timestamp(time.rfc3339) == time)
  }
  if let duration = Duration(text) {
    try promise("a duration is not negative", duration >= .zero)
    try promise("a duration reads back", Duration(duration.text) == duration)
  }
  if let money = Money(text: text) {
    try promise("money is never negative", money >= .zero)
    try promise("money reads back", Money(text: money.description) == money)
    try promise("money reads back", Money(text: money.amountText) == money)
  }
  if let size = ByteCount(text) {
    try promise("a size is not negative", size.bytes >= 0)
    try promise("a size reads back", ByteCount(size.text) == size)
  }
}

private func addresses(_ text: String) throws {
  if let address = try? APIAddress(text) {
    let url = address.url(for: .balance)
    try promise("the key is sent where it is safe", address.isEncrypted || address.isLoopback)
    try promise("an address is plain", url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    try promise("an address has no user and no query", !url.contains { "@?#".contains($0) })
    try promise("an address reads back", try APIAddress(address.description) == address)
  }
  // A picture that travels in its input is looked at before it is paid for.
  if case .data(let type)? = PictureAddress(text) {
    let uri = DataURI(text)
    try promise("a picture in an input is found", uri != nil)
    try promise("a picture has one type", uri?.type == type)
  }
  _ = Catalog.builtIn.find(text)
  try promise(
    "what may have been meant is there",
    suggestions(for: text, among: ["enqueue", "events"]).allSatisfy(["enqueue", "events"].contains))
}
