/// Letters, digits and `-._~`, which mean themselves anywhere in a URL (RFC 3986).
func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case 48...57, 65...90, 97...122: true
  case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
  default: false
  }
}

/// Any text as one segment of a path, which it cannot leave.
///
/// `.` and `..` are spelled out, for they are removed from a path, with what stands before them.
func pathSegment(_ text: String) -> String {
  let isDots = text == "." || text == ".."
  var encoded: [UInt8] = []
  for byte in text.utf8 {
    if isUnreserved(byte), !isDots {
      encoded.append(byte)
    } else {
      let digits = Array("0123456789ABCDEF".utf8)
      encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
  return String(decoding: encoded, as: UTF8.self)
}
