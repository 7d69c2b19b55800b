// Answers on the hot path are written by interpolation; these write the parts that need care.

/// A JSON string with its quotation marks.
func quoted(_ text: some StringProtocol) -> String {
  guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
    return "\"" + text + "\""
  }
  var written = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": written += "\\\""
    case "\\": written += "\\\\"
    case "\n": written += "\\n"
    case "\r": written += "\\r"
    case "\t": written += "\\t"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      written += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    default: written.unicodeScalars.append(scalar)
    }
  }
  return written + "\""
}

func list(_ items: some Sequence<String>) -> String {
  "[" + items.joined(separator: ",") + "]"
}

/// Micro-dollars as a JSON number of dollars, exact.
func dollars(_ micros: Int64) -> String {
  var fraction = String(micros.magnitude % 1_000_000)
  fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
  while fraction.utf8.count > 1, fraction.last == "0" { fraction.removeLast() }
  return (micros < 0 ? "-" : "") + "\(micros.magnitude / 1_000_000).\(fraction)"
}
