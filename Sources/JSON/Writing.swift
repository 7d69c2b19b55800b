extension JSON {
  /// The shortest text: no space between anything.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The same as UTF-8.
  package var bytes: [UInt8] {
    var writer = Writer(indent: nil)
    writer.write(self, level: 0)
    return writer.bytes
  }

  /// For people: one member or element a line.
  package func pretty(indent: Int = 2) -> String {
    var writer = Writer(indent: indent)
    writer.write(self, level: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension JSON.Object {
  package var text: String { JSON.object(self).text }
  package var bytes: [UInt8] { JSON.object(self).bytes }
}

private struct Writer {
  let indent: Int?
  var bytes: [UInt8] = []

  mutating func write(_ value: JSON, level: Int) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let bool): bytes += bool ? "true".utf8 : "false".utf8
    case .number(let number): bytes += number.text.utf8
    case .string(let string): write(string)
    case .array(let elements):
      writeList(elements, between: ("[", "]"), level) { writer, element in
        writer.write(element, level: level + 1)
      }
    case .object(let object):
      writeList(object.members, between: ("{", "}"), level) { writer, member in
        writer.write(member.key)
        writer.bytes += writer.indent == nil ? ":".utf8 : ": ".utf8
        writer.write(member.value, level: level + 1)
      }
    }
  }

  private mutating func writeList<Item>(
    _ items: [Item], between brackets: (String, String), _ level: Int,
    _ writeItem: (inout Writer, Item) -> Void
  ) {
    bytes += brackets.0.utf8
    for (place, item) in items.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      startLine(level + 1)
      writeItem(&self, item)
    }
    if !items.isEmpty { startLine(level) }
    bytes += brackets.1.utf8
  }

  private mutating func startLine(_ level: Int) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: indent * level)
  }

  /// Only what RFC 8259 demands is escaped, and DEL, which terminals swallow.
  private mutating func write(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20, 0x7F:
        bytes += "\\u00".utf8
        bytes.append(hexDigit(byte >> 4))
        bytes.append(hexDigit(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

private func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
