extension ValueKind<Duration> {
  /// `90s` `5m` `2h` `3d` `1h30m` `250ms`, and `0`.
  package static var duration: Self {
    ValueKind("DURATION") { text throws(BadValue) in try readDuration(text) }
  }
}

private let units: [(name: String, milliseconds: Int64)] = [
  ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
]

/// So that a moment this far from now is still one that can be written.
private let longest: Int64 = 36_500 * 86_400_000

/// Amounts with units, the larger first, each unit once. A bare number is refused, for nobody
/// knows whether 90 was meant in seconds or in minutes; of 0 everybody does.
private func readDuration(_ text: String) throws(BadValue) -> Duration {
  if text == "0" { return .zero }
  if !text.isEmpty, text.utf8.allSatisfy(isDigit) {
    let shown = text.fitted(to: 20)
    throw BadValue("\(quoted(text)) has no unit", hint: "Say \(shown)s or \(shown)m.")
  }
  let malformed = BadValue(
    "\(quoted(text)) is not a duration", hint: "Say it like 90s, 5m, 2h, 3d, 1h30m or 250ms.")
  var total: Int64 = 0
  var smallerUnits = units[...]
  var rest = Array(text.utf8)[...]
  repeat {
    let digits = rest.prefix(while: isDigit)
    rest = rest.dropFirst(digits.count)
    let letters = rest.prefix { !isDigit($0) }
    rest = rest.dropFirst(letters.count)
    let name = String(decoding: letters, as: UTF8.self)
    guard !digits.isEmpty, let unit = smallerUnits.firstIndex(where: { $0.name == name }) else {
      throw malformed
    }
    guard let amount = Int64(String(decoding: digits, as: UTF8.self)),
      amount <= longest / units[unit].milliseconds
    else {
      throw BadValue("\(quoted(text)) is too long", hint: "A duration is at most 36500d.")
    }
    smallerUnits = units[(unit + 1)...]
    total += amount * units[unit].milliseconds
  } while !rest.isEmpty
  guard total <= longest else {
    throw BadValue("\(quoted(text)) is too long", hint: "A duration is at most 36500d.")
  }
  return .milliseconds(total)
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
