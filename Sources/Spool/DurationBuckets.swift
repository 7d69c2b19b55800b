/// How the axis of durations is cut: 16 slices to each octave of seconds, an eighth of a second to a
/// day and a half. A slice is some twentieth of the time it stands for, whatever that is.
///
/// An octave is cut evenly, not logarithmically, so that the binary form of a number says its slice.
enum DurationBuckets {
  private static let fractionBits = 4
  static let perOctave = 1 << fractionBits
  static let octaves = 20
  static let count = perOctave * octaves

  /// Of a number's binary form its sign, its exponent and as much of its fraction as says the slice.
  private static let shift = Double.significandBitCount - fractionBits
  private static let origin = Int(0.125.bitPattern >> shift)

  /// The slice that holds `seconds`; the ends hold what lies beyond them.
  static func index(of seconds: Double) -> Int {
    guard seconds >= start(of: 0) else { return 0 }
    guard seconds < start(of: count) else { return count - 1 }
    return Int(seconds.bitPattern >> shift) - origin
  }

  static func start(of index: Int) -> Double {
    Double(bitPattern: UInt64(origin + index) << shift)
  }

  static func width(of index: Int) -> Double {
    start(of: index + 1) - start(of: index)
  }
}
