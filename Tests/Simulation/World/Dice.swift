/// Dice that fall the same way for the same seed. Every part of a history has its own, so that
/// leaving one part out changes no other.
package struct Dice {
  private var state: UInt64

  package init(_ seed: UInt64) {
    state = seed
    _ = next()
  }

  /// The dice of one thing within a history: its kind and its number.
  package init(_ seed: UInt64, _ kind: StaticString, _ number: Int = 0) {
    var mixed = seed &* 0x9E37_79B9_7F4A_7C15
    for byte in "\(kind)".utf8 { mixed = (mixed ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.init(mixed ^ (UInt64(truncatingIfNeeded: number) &* 0xD6E8_FEB8_6659_FD93))
  }

  /// SplitMix64.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// At least 0, less than 1.
  package mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  package mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  package mutating func happens(_ percent: Int) -> Bool { number(0...99) < percent }

  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0...(elements.count - 1))]
  }

  /// Anything in the range, short ones as likely as long ones: each order of magnitude alike.
  package mutating func length(_ range: ClosedRange<Int>) -> Duration {
    var low = max(1, range.lowerBound)
    var bounds = [low]
    while low < range.upperBound {
      low = min(low * 4, range.upperBound)
      bounds.append(low)
    }
    let place = bounds.count < 2 ? 0 : number(0...(bounds.count - 2))
    return .milliseconds(number(bounds[place]...bounds[min(place + 1, bounds.count - 1)]))
  }
}
