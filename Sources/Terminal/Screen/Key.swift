/// A key as a person pressed it.
package enum Key: Equatable, Sendable {
  case character(Character)
  case up, down, pageUp, pageDown, home, end
  case enter, escape, backspace

  /// Control and C: leave.
  case interrupt

  /// Control and Z: let the shell have the terminal for a while.
  case suspend
}

/// Makes keys of the bytes that a terminal sends.
///
/// An escape begins the longer keys and is one itself: what follows it in the same reading belongs
/// to it, so a terminal that sends a key in two pieces may be misread, and nothing waits.
package struct KeyReader: Sendable {
  private var rest: [UInt8] = []

  package init() {}

  package mutating func read(_ bytes: some Sequence<UInt8>) -> [Key] {
    rest += bytes
    var keys: [Key] = []
    while let key = next() {
      if let key = key.key { keys.append(key) }
    }
    return keys
  }

  /// Nil when there is nothing more to read; without a key when it means nothing here.
  private mutating func next() -> (key: Key?, Void)? {
    guard let first = rest.first else { return nil }
    switch first {
    case 0x1b: return (escape(), ())
    case 0x0d, 0x0a: return (taking(1, .enter), ())
    case 0x7f, 0x08: return (taking(1, .backspace), ())
    case 0x03: return (taking(1, .interrupt), ())
    case 0x1a: return (taking(1, .suspend), ())
    case 0x10: return (taking(1, .up), ())
    case 0x0e: return (taking(1, .down), ())
    case ..<0x20: return (taking(1, nil), ())
    default: return character()
    }
  }

  private mutating func taking(_ count: Int, _ key: Key?) -> Key? {
    rest.removeFirst(min(count, rest.count))
    return key
  }

  /// `ESC [ A`, `ESC O A`, `ESC [ 5 ~`, or the key itself.
  private mutating func escape() -> Key? {
    guard rest.count > 1, rest[1] == UInt8(ascii: "[") || rest[1] == UInt8(ascii: "O") else {
      return taking(1, .escape)
    }
    let parameters = rest.dropFirst(2).prefix { (0x20...0x3f).contains($0) }
    let length = 2 + parameters.count + 1
    guard rest.count >= length else { return taking(rest.count, nil) }
    let final = rest[length - 1]
    let number = String(decoding: parameters, as: UTF8.self)
    return taking(length, KeyReader.named(final, number))
  }

  private static func named(_ final: UInt8, _ number: String) -> Key? {
    switch (Character(Unicode.Scalar(final)), number) {
    case ("A", _): .up
    case ("B", _): .down
    case ("H", _), ("~", "1"), ("~", "7"): .home
    case ("F", _), ("~", "4"), ("~", "8"): .end
    case ("~", "5"): .pageUp
    case ("~", "6"): .pageDown
    default: nil
    }
  }

  /// One scalar of UTF-8; its beginning is kept until the rest has come.
  private mutating func character() -> (key: Key?, Void)? {
    let length =
      switch rest[0] {
      case ..<0x80: 1
      case 0xc2..<0xe0: 2
      case 0xe0..<0xf0: 3
      case 0xf0..<0xf5: 4
      default: 1
      }
    guard rest.count >= length else { return nil }
    let text = String(validating: rest.prefix(length), as: UTF8.self)
    rest.removeFirst(length)
    return (text?.first.map { .character($0) }, ())
  }
}
