/// RFC 8259 in one pass over the bytes. Recursion is bounded by `limits.depth`.
///
/// Strings and numbers, where a reader spends its time, are in files of their own.
struct Parser {
  let bytes: [UInt8]
  let limits: JSON.Limits
  var position = 0
  private var values = 0

  init(_ bytes: [UInt8], _ limits: JSON.Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONError) -> JSON {
    guard bytes.count <= limits.bytes else { throw fault(.tooLarge(limit: limits.bytes), at: 0) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      guard limits.isLenient else { throw fault(.byteOrderMark, at: 0) }
      position = 3
    }
    skipSpace()
    guard position < bytes.count else { throw fault(.empty) }
    let value = try value(depth: 0)
    // Behind a lone word or number stands prose, as in "429 Too Many Requests".
    if limits.leavesOut, value.object != nil || value.array != nil { return value }
    skipSpace()
    guard position == bytes.count else {
      throw fault(.textAfterEnd(name(of: bytes[position])))
    }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    values += 1
    guard values <= limits.values else { throw fault(.tooManyValues(limit: limits.values)) }
    switch bytes[position] {
    case UInt8(ascii: "{") where isTooDeep(depth), UInt8(ascii: "[") where isTooDeep(depth):
      try skipNested()
      return .null
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), 48...57: return try number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      return try word()
    case UInt8(ascii: "'"): throw fault(.singleQuotes)
    case let other: throw fault(.unexpected(found: name(of: other), expected: "a value"))
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON.Object {
    var members = Members(isLenient: limits.isLenient)
    try enter(depth)
    if try nextByte(inside: "an object") == UInt8(ascii: "}") {
      position += 1
      return members.object
    }
    while true {
      let start = position
      let key = try key()
      guard try nextByte(inside: "an object") == UInt8(ascii: ":") else {
        throw unexpected("':'")
      }
      position += 1
      _ = try nextByte(inside: "an object")
      guard members.add(key, try value(depth: depth)) else {
        throw fault(.duplicateKey(key), at: start)
      }
      guard try goesOn(until: UInt8(ascii: "}"), inside: "an object") else {
        return members.object
      }
    }
  }

  private mutating func key() throws(JSONError) -> String {
    switch bytes[position] {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "'"): throw fault(.singleQuotes)
    default: throw unexpected("a key in double quotes")
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
    var elements: [JSON] = []
    try enter(depth)
    if try nextByte(inside: "a list") == UInt8(ascii: "]") {
      position += 1
      return elements
    }
    repeat {
      elements.append(try value(depth: depth))
    } while try goesOn(until: UInt8(ascii: "]"), inside: "a list")
    return elements
  }

  private func isTooDeep(_ depth: Int) -> Bool { limits.leavesOut && depth >= limits.depth }

  private mutating func enter(_ depth: Int) throws(JSONError) {
    guard depth <= limits.depth else { throw fault(.tooDeep(limit: limits.depth)) }
    position += 1
  }

  /// After a member or an element: true at the next one, false past the closing bracket.
  private mutating func goesOn(
    until close: UInt8, inside place: String
  ) throws(JSONError) -> Bool {
    let byte = try nextByte(inside: place)
    guard byte == UInt8(ascii: ",") || byte == close else {
      throw unexpected("',' or \(name(of: close))")
    }
    let comma = position
    position += 1
    guard byte != close else { return false }
    guard try nextByte(inside: place) != close else { throw fault(.trailingComma, at: comma) }
    return true
  }

  private mutating func word() throws(JSONError) -> JSON {
    let start = position
    while position < bytes.count, isLetter(bytes[position]) { position += 1 }
    switch String(decoding: bytes[start..<position].prefix(20), as: UTF8.self) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "NaN" where limits.leavesOut, "Infinity" where limits.leavesOut: return .null
    case let word: throw fault(.unknownWord(word), at: start)
    }
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// The next byte that is not space, which is left where it is.
  private mutating func nextByte(inside place: String) throws(JSONError) -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw fault(.cutOff(inside: place)) }
    return bytes[position]
  }

  private func unexpected(_ expected: String) -> JSONError {
    fault(.unexpected(found: name(of: bytes[position]), expected: expected))
  }

  func fault(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
    JSONError(reason, at: offset ?? position, in: bytes)
  }
}

private func isLetter(_ byte: UInt8) -> Bool {
  (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
}
