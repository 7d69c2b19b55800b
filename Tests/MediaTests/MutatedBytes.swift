import TestSupport

extension Dice {
  /// Changes bytes as a fuzzer does: flips, odd values, pieces cut out, doubled or put in.
  mutating func mutate(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &self)
    let end = min(bytes.count, place + Int.random(in: 1...16, using: &self))
    switch Int.random(in: 0..<6, using: &self) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
    case 1: bytes[place] = [0x00, 0x01, 0x7F, 0x80, 0xFF, 0xD9].randomElement(using: &self) ?? 0
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 4: bytes.removeSubrange(place...)
    default: bytes[place..<end] = ArraySlice(repeating: 0xFF, count: end - place)
    }
  }
}
