extension Parser {
  /// Far more digits than any number needs; a bound for hostile ones.
  private static let longestNumber = 1000

  /// `-`? digits (`.` digits)? (`e` sign? digits)?, without leading zeros.
  mutating func number() throws(JSONError) -> JSON {
    let start = position
    _ = skip { $0 == UInt8(ascii: "-") }
    let hasLeadingZero = position < bytes.count && bytes[position] == UInt8(ascii: "0")
    let whole = skipDigits()
    var isGood = whole > 0 && !(hasLeadingZero && whole > 1)
    if skip({ $0 == UInt8(ascii: ".") }) { isGood = skipDigits() > 0 && isGood }
    if skip({ $0 | 0x20 == UInt8(ascii: "e") }) {
      _ = skip { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
      isGood = skipDigits() > 0 && isGood
    }
    // `1.2.3`, `0x10` and `12abc` are one bad number, not a good one with something after it.
    while skip({ isPartOfWord($0) }) { isGood = false }
    let isLong = position - start > Self.longestNumber
    if isGood, isLong, limits.leavesOut { return .null }
    let text = String(decoding: bytes[start..<position].prefix(Self.longestNumber), as: UTF8.self)
    if text == "-Infinity", limits.leavesOut { return .null }
    guard isGood, !isLong else {
      throw fault(.badNumber(text.count > 40 ? text.prefix(40) + "…" : text), at: start)
    }
    return .number(JSON.Number(checked: text))
  }

  private mutating func skip(_ isWanted: (UInt8) -> Bool) -> Bool {
    guard position < bytes.count, isWanted(bytes[position]) else { return false }
    position += 1
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while skip({ (48...57).contains($0) }) {}
    return position - start
  }
}

private func isPartOfWord(_ byte: UInt8) -> Bool {
  switch byte {
  case 43, 45, 46, 48...57, 65...90, 95, 97...122: true  // + - . digits letters _
  default: false
  }
}
