/// Swift source taken apart, so that a rule about code does not stumble over a comment or a string,
/// nor a rule about comments over code. Every view keeps the lines where they were.
struct SwiftText {
  /// Comments and the insides of strings and of names in backticks are blank; what is interpolated
  /// into a string is code.
  let code: String

  /// Only comments are blank.
  let uncommented: String

  /// Everything but comments is blank.
  let comments: String

  init(_ text: String) {
    var reader = Reader(Array(text.utf8))
    reader.readCode(insideString: false)
    code = String(decoding: reader.code, as: UTF8.self)
    uncommented = String(decoding: reader.uncommented, as: UTF8.self)
    comments = String(decoding: reader.comments, as: UTF8.self)
  }
}

/// Reads as far as telling code, comments and strings apart needs; regex literals are not known.
private struct Reader {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var code: [UInt8]
  private(set) var uncommented: [UInt8]
  private(set) var comments: [UInt8]

  private enum View { case code, string, comment }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    code = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
    uncommented = code
    comments = code
  }

  /// To the end, or to the parenthesis that closes an interpolation.
  mutating func readCode(insideString: Bool) {
    var depth = 0
    while position < bytes.count {
      if starts("//") {
        readLineComment()
      } else if starts("/*") {
        readBlockComment()
      } else if starts("`") {
        readRawIdentifier()
      } else if let hashes = hashesOfString() {
        readString(hashes)
      } else {
        if starts("(") { depth += 1 }
        if starts(")") {
          if insideString, depth == 0 { return }
          depth -= 1
        }
        take(1, as: .code)
      }
    }
  }

  private mutating func readLineComment() {
    while position < bytes.count, !starts("\n") { take(1, as: .comment) }
  }

  private mutating func readBlockComment() {
    var depth = 0
    while position < bytes.count {
      if starts("/*") {
        depth += 1
        take(2, as: .comment)
      } else if starts("*/") {
        depth -= 1
        take(2, as: .comment)
        if depth == 0 { return }
      } else {
        take(1, as: .comment)
      }
    }
  }

  private mutating func readRawIdentifier() {
    take(1, as: .code)
    while position < bytes.count, !starts("`"), !starts("\n") { take(1, as: .string) }
    take(1, as: .code)
  }

  /// How many `#` stand before the quotation mark that opens a string here; nil when none does.
  private func hashesOfString() -> Int? {
    var ahead = position
    while ahead < bytes.count, bytes[ahead] == UInt8(ascii: "#") { ahead += 1 }
    return ahead < bytes.count && bytes[ahead] == UInt8(ascii: "\"") ? ahead - position : nil
  }

  private mutating func readString(_ hashes: Int) {
    take(hashes, as: .code)
    let quotes = starts("\"\"\"") ? "\"\"\"" : "\""
    take(quotes.utf8.count, as: .code)
    let mark = String(repeating: "#", count: hashes)
    while position < bytes.count {
      if starts(quotes + mark) {
        return take(quotes.utf8.count + hashes, as: .code)
      } else if starts("\\" + mark + "(") {
        take(hashes + 2, as: .string)
        readCode(insideString: true)
        take(1, as: .string)
      } else if starts("\\" + mark) {
        take(hashes + 2, as: .string)
      } else {
        take(1, as: .string)
      }
    }
  }

  private func starts(_ text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func take(_ count: Int, as view: View) {
    for index in position..<min(position + count, bytes.count) {
      switch view {
      case .code:
        code[index] = bytes[index]
        uncommented[index] = bytes[index]
      case .string: uncommented[index] = bytes[index]
      case .comment: comments[index] = bytes[index]
      }
    }
    position = min(position + count, bytes.count)
  }
}
