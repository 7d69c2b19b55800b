extension Parser {
  /// Leaves out an object or a list with all that is in it: brackets are counted, text is passed by.
  mutating func skipNested() throws(JSONError) {
    var open = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): open -= 1
      case UInt8(ascii: "\""): try skipString()
      default: break
      }
      position += 1
      if open == 0 { return }
    }
    throw fault(.cutOff(inside: "a list or object"))
  }

  /// From the opening quote to the closing one.
  private mutating func skipString() throws(JSONError) {
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else { throw fault(.cutOff(inside: "a string"), at: bytes.count) }
  }
}
