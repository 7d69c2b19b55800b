extension Parser {
  /// Reads a string, from its opening quote past its closing one.
  mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return try text(of: bytes[(start + 1)..<(position - 1)], at: start)
      case UInt8(ascii: "\\"):
        return try stringWithEscapes(from: start)
      case 0..<0x20 where !limits.isLenient:
        throw fault(.controlCharacter(bytes[position]))
      default:
        position += 1
      }
    }
    throw fault(.cutOff(inside: "a string"))
  }

  /// The slower way, from the first backslash on: the text is no longer a piece of the input.
  private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
    var buffer = Array(bytes[(start + 1)..<position])
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return try text(of: buffer[...], at: start)
      case UInt8(ascii: "\\"):
        buffer.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20 where !limits.isLenient:
        throw fault(.controlCharacter(bytes[position]))
      case let byte:
        buffer.append(byte)
        position += 1
      }
    }
    throw fault(.cutOff(inside: "a string"))
  }

  private func text(of utf8: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
    if limits.isLenient { return String(decoding: utf8, as: UTF8.self) }
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw fault(.invalidUTF8, at: start)
    }
    return text
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard position + 1 < bytes.count else { throw fault(.cutOff(inside: "a string")) }
    let letter = bytes[position + 1]
    if letter == UInt8(ascii: "u") { return try unicodeEscape() }
    guard let scalar = scalar(escapedAs: letter) else {
      throw fault(.badEscape("a backslash before \(name(of: letter))"))
    }
    position += 2
    return scalar
  }

  /// `\u0041`, or a surrogate pair of two such.
  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let start = position
    let high = try hexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    if UTF16.isLeadSurrogate(high), isAtUnicodeEscape {
      let behindHigh = position
      let low = try hexDigits()
      if UTF16.isTrailSurrogate(low) {
        return scalar(high, low)
      }
      position = behindHigh
    }
    guard limits.isLenient else { throw fault(.loneSurrogate, at: start) }
    return "\u{FFFD}"
  }

  private var isAtUnicodeEscape: Bool {
    position + 1 < bytes.count && bytes[position] == UInt8(ascii: "\\")
      && bytes[position + 1] == UInt8(ascii: "u")
  }

  private mutating func hexDigits() throws(JSONError) -> UInt16 {
    guard position + 6 <= bytes.count else { throw fault(.cutOff(inside: "a string")) }
    var unit: UInt16 = 0
    for byte in bytes[(position + 2)..<(position + 6)] {
      guard let digit = hexDigit(byte) else { throw fault(.badEscape("\\u without four digits")) }
      unit = unit << 4 | digit
    }
    position += 6
    return unit
  }
}

private func scalar(_ high: UInt16, _ low: UInt16) -> Unicode.Scalar {
  let value = 0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF))
  return Unicode.Scalar(value) ?? "\u{FFFD}"
}

private func hexDigit(_ byte: UInt8) -> UInt16? {
  switch byte {
  case 48...57: UInt16(byte - 48)
  case 65...70: UInt16(byte - 55)
  case 97...102: UInt16(byte - 87)
  default: nil
  }
}

private func scalar(escapedAs letter: UInt8) -> Unicode.Scalar? {
  switch letter {
  case UInt8(ascii: "\""): "\""
  case UInt8(ascii: "\\"): "\\"
  case UInt8(ascii: "/"): "/"
  case UInt8(ascii: "b"): "\u{08}"
  case UInt8(ascii: "f"): "\u{0C}"
  case UInt8(ascii: "n"): "\n"
  case UInt8(ascii: "r"): "\r"
  case UInt8(ascii: "t"): "\t"
  default: nil
  }
}
