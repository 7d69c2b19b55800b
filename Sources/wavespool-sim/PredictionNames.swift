/// Turns a prediction's place into 32 hexadecimal digits and back without remembering anything.
///
/// The first half is the place, scrambled by an odd factor (which has an inverse modulo 2^64);
/// the second half is a check on the first, so that no invented id is ever found.
struct PredictionNames {
  private let factor: UInt64
  private let inverse: UInt64
  private let salt: UInt64

  init(seed: UInt64) {
    let factor = mixed(seed &+ 1) | 1
    var inverse = factor  // right in its lowest three bits; each step doubles that
    for _ in 0..<5 { inverse = inverse &* (2 &- factor &* inverse) }
    self.factor = factor
    self.inverse = inverse
    salt = mixed(seed &+ 2)
  }

  func name(_ index: PredictionIndex) -> String {
    let place = (UInt64(index) &+ salt) &* factor
    return hex(place) + hex(mixed(place ^ salt))
  }

  func index(_ name: some StringProtocol) -> PredictionIndex? {
    guard name.utf8.count == 32, let place = UInt64(name.prefix(16), radix: 16),
      let check = UInt64(name.dropFirst(16), radix: 16), check == mixed(place ^ salt)
    else { return nil }
    return PredictionIndex(exactly: place &* inverse &- salt)
  }
}

/// Sixteen digits, leading zeros included.
private func hex(_ number: UInt64) -> String {
  let digits = (0..<16).map { place -> UInt8 in
    let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place)) & 15
    return digit < 10 ? 48 + digit : 87 + digit
  }
  return String(decoding: digits, as: UTF8.self)
}
