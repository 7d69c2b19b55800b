import JSON
import TestSupport
import Testing

@Suite struct `Random JSON` {
  @Test(arguments: 0..<50)
  func `is read back as it was written`(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<20 {
      let value = dice.value(depth: 0)
      #expect(try JSON(parsing: value.text) == value)
      #expect(try JSON(parsing: value.pretty()) == value)
      #expect(try JSON(parsing: value.bytes, limits: .replies) == value)
      #expect(value.isEquivalent(to: dice.shuffled(value)))
    }
  }

  /// The strict reader never takes what the lenient one refuses, and what it takes it writes
  /// back to the same value.
  @Test(arguments: 0..<50)
  func `with broken bytes is read or refused, and never twice differently`(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<100 {
      let bytes = dice.broken(dice.value(depth: 0).bytes)
      let strict = try? JSON(parsing: bytes)
      let lenient = try? JSON(parsing: bytes, limits: .replies)
      if let strict {
        #expect(lenient == strict)
        #expect(try JSON(parsing: strict.bytes) == strict)
      }
    }
  }

  /// What no number can be and what is nested too deep becomes null, wherever it stands; what follows
  /// is passed by; all else is read as if they were not there.
  @Test(arguments: 0..<50)
  func `with what cannot be read in it is read for all else`(seed: UInt64) throws {
    var dice = Dice(seed: seed)
    for _ in 0..<20 {
      let value = dice.value(depth: 0)
      let unreadable = dice.unreadable(around: value)
      let text = "[\(value.text),\(unreadable),{\"k\":\(unreadable)},\(value.text)]\(unreadable)"

      let read = try JSON(parsing: text, limits: .replies)
      #expect(read[0] == value)
      #expect(read[3] == value)
      #expect(read[1]?.readable == .null)
      #expect(read[2]?["k"]?.readable == .null)
    }
  }
}

extension JSON {
  /// What is left of it within lists and objects of one.
  fileprivate var readable: JSON {
    var inner = self
    while let next = inner[0] ?? inner["k"] { inner = next }
    return inner
  }
}

extension Dice {
  fileprivate mutating func unreadable(around value: JSON) -> String {
    let word = pick(["NaN", "Infinity", "-Infinity", String(repeating: "7", count: 1001)])
    let depth = Int.random(in: 64...200, using: &self)
    return switch Int.random(in: 0...2, using: &self) {
    case 0: word
    case 1:
      String(repeating: "[", count: depth) + value.text + String(repeating: "]", count: depth)
    default:
      String(repeating: #"{"k":"#, count: depth) + value.text + String(repeating: "}", count: depth)
    }
  }

  fileprivate mutating func value(depth: Int) -> JSON {
    let length = Int.random(in: 0...4, using: &self)
    switch Int.random(in: 0...(depth > 4 ? 4 : 6), using: &self) {
    case 0: return .null
    case 1: return .bool(.random(using: &self))
    case 2: return .number(.init(Int64.random(in: .min ... .max, using: &self)))
    case 3: return .number(.init(Double.random(in: -1e30...1e30, using: &self)) ?? .init(0))
    case 4: return .string(text())
    case 5: return .array((0..<length).map { _ in value(depth: depth + 1) })
    default:
      return .object(JSON.Object((0..<length).map { _ in (text(), value(depth: depth + 1)) }))
    }
  }

  fileprivate mutating func text() -> String {
    let letters: [Character] = [
      "a", "\"", "\\", "/", "\u{0}", "\n", "\u{7F}", "é", "😀", "\u{2028}", "{", "]",
    ]
    return String((0..<Int.random(in: 0...20, using: &self)).map { _ in pick(letters) })
  }

  fileprivate mutating func shuffled(_ value: JSON) -> JSON {
    guard let object = value.object else { return value }
    return .object(JSON.Object(object.members.shuffled(using: &self).map { ($0.key, $0.value) }))
  }

  fileprivate mutating func broken(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 0...3, using: &self) {
      let place = Int.random(in: 0...bytes.count, using: &self)
      switch Int.random(in: 0...3, using: &self) {
      case 0: bytes.insert(pick(Array("\"\\{}[],:0-eu \u{0}".utf8)), at: place)
      case 1: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
      case 2: bytes.removeSubrange(place...)
      default: if place < bytes.count { bytes.remove(at: place) }
      }
    }
    return bytes
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &self)]
  }
}
