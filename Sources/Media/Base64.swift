/// Bytes to Base64, piece by piece.
package struct Base64Encoder: Sendable {
  private var rest: [UInt8] = []

  package init() {}

  /// The letters that are certain by now.
  package mutating func take(_ piece: borrowing Span<UInt8>) -> [UInt8] {
    var letters: [UInt8] = []
    letters.reserveCapacity((rest.count + piece.count) / 3 * 4)
    for index in piece.indices {
      rest.append(piece[index])
      guard rest.count == 3 else { continue }
      append(&letters)
    }
    return letters
  }

  /// The last letters, filled up to four.
  package mutating func finish() -> [UInt8] {
    guard !rest.isEmpty else { return [] }
    let missing = 3 - rest.count
    rest += repeatElement(0, count: missing)
    var letters: [UInt8] = []
    append(&letters)
    letters.replaceSubrange((4 - missing)..., with: repeatElement(fill, count: missing))
    return letters
  }

  private mutating func append(_ letters: inout [UInt8]) {
    let bits = Int(rest[0]) << 16 | Int(rest[1]) << 8 | Int(rest[2])
    for shift in [18, 12, 6, 0] { letters.append(alphabet[bits >> shift & 0x3F]) }
    rest.removeAll(keepingCapacity: true)
  }
}

/// Base64 to bytes, piece by piece. Blanks and line ends between the letters are passed over.
package struct Base64Decoder: Sendable {
  private var bits = 0
  private var letters = 0
  private var fills = 0

  package init() {}

  package struct Malformed: Error, Equatable, Sendable {}

  package mutating func take(_ piece: borrowing Span<UInt8>) throws(Malformed) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece.count / 4 * 3 + 3)
    for index in piece.indices {
      let letter = piece[index]
      if letter == fill {
        fills += 1
        continue
      }
      if letter == 0x20 || letter == 0x09 || letter == 0x0A || letter == 0x0D { continue }
      guard let value = Self.value(of: letter), fills == 0 else { throw Malformed() }
      bits = bits << 6 | value
      letters += 1
      if letters == 4 {
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits))
        (bits, letters) = (0, 0)
      }
    }
    return bytes
  }

  /// What the last, incomplete group holds. Its filling may be left out, but not be wrong.
  package mutating func finish() throws(Malformed) -> [UInt8] {
    let isFilled = fills == 0 || letters + fills == 4
    switch letters {
    case 0 where fills == 0: return []
    case 2 where isFilled && bits & 0xF == 0: return [UInt8(truncatingIfNeeded: bits >> 4)]
    case 3 where isFilled && bits & 0x3 == 0:
      return [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
    default: throw Malformed()
    }
  }

  private static func value(of letter: UInt8) -> Int? {
    switch letter {
    case 65...90: Int(letter) - 65
    case 97...122: Int(letter) - 71
    case 48...57: Int(letter) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

private let fill = UInt8(ascii: "=")
private let alphabet = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
