/// One record of RFC 4180, with the CR LF that ends it.
///
/// A cell is quoted where it must be and is otherwise left exactly as it is: one that begins with
/// `=` is data here, and what a spreadsheet makes of it is the spreadsheet's.
package func csvRecord(_ cells: [String]) -> String {
  // A record of one empty cell would be an empty line, which readers skip.
  if cells == [""] { return "\"\"\r\n" }
  return cells.map(csvCell).joined(separator: ",") + "\r\n"
}

private func csvCell(_ text: String) -> String {
  let bytes = text.utf8
  let isPlain = !bytes.contains { byte in
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }
  // Readers may trim bare cells, and take a byte order mark for the file's.
  let hasEdges = bytes.first == 0x20 || bytes.last == 0x20 || bytes.first == 0xef
  if isPlain, !hasEdges { return text }
  var quoted: [UInt8] = [UInt8(ascii: "\"")]
  for byte in bytes {
    if byte == UInt8(ascii: "\"") { quoted.append(byte) }
    quoted.append(byte)
  }
  quoted.append(UInt8(ascii: "\""))
  return String(decoding: quoted, as: UTF8.self)
}
