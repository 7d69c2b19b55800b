/// Why a text is not JSON, and where.
package struct JSONError: Error, Equatable, Sendable {
  package let reason: Reason

  /// In bytes from the start.
  package let offset: Int

  /// Both counted from 1, the column in characters.
  package let line: Int
  package let column: Int

  package enum Reason: Equatable, Sendable {
    case empty
    case tooLarge(limit: Int)
    case tooDeep(limit: Int)
    case tooManyValues(limit: Int)
    case byteOrderMark
    case cutOff(inside: String)
    case unexpected(found: String, expected: String)
    case trailingComma
    case singleQuotes
    case unknownWord(String)
    case badNumber(String)
    case duplicateKey(String)
    case controlCharacter(UInt8)
    case badEscape(String)
    case loneSurrogate
    case invalidUTF8
    case textAfterEnd(String)
  }

  init(_ reason: Reason, at offset: Int, in bytes: [UInt8]) {
    self.reason = reason
    self.offset = offset
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {  // not the continuation of a character
        column += 1
      }
    }
    self.line = line
    self.column = column
  }
}

extension JSONError: CustomStringConvertible {
  package var description: String {
    switch reason {
    case .empty, .tooLarge, .byteOrderMark: "\(reason)"
    default: "\(reason) (line \(line), column \(column))"
    }
  }
}

extension JSONError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "there is no JSON in it: it is empty"
    case .tooLarge(let limit): "larger than \(limit) bytes"
    case .tooDeep(let limit): "nested deeper than \(limit)"
    case .tooManyValues(let limit): "more than \(limit) values"
    case .byteOrderMark: "starts with a byte order mark; save it as UTF-8 without one"
    case .cutOff(let inside): "cut off inside \(inside)"
    case .unexpected(let found, let expected): "\(found) where \(expected) should be"
    case .trailingComma: "a comma with nothing after it"
    case .singleQuotes: "single quotes; JSON wants double quotes"
    case .unknownWord(let word): "unknown word \(word); text wants double quotes"
    case .badNumber(let text): "\(text) is not a number"
    case .duplicateKey(let key): "key \"\(shortened(key))\" appears twice"
    case .controlCharacter(let byte): "\(name(of: byte)) inside a string; write it as an escape"
    case .badEscape(let text): "\(text) is not an escape"
    case .loneSurrogate: "half of a surrogate pair"
    case .invalidUTF8: "not valid UTF-8"
    case .textAfterEnd(let found): "\(found) after the end of the value"
    }
  }
}

/// A byte as a person would point at it.
func name(of byte: UInt8) -> String {
  switch byte {
  case 0x09: "a tab"
  case 0x0A: "a line end"
  case 0x21...0x7E: "'\(Unicode.Scalar(byte))'"
  default: "byte \(byte)"
  }
}

private func shortened(_ key: String) -> String {
  key.count > 60 ? key.prefix(60) + "…" : key
}
