/// How the axis of durations is cut: 16 slices to each octave of seconds, an eighth of a second to a
/// day and a half. A slice is some twentieth of the time it stands for, whatever that is.
///
/// An octave is cut evenly, not logarithmically, so that the binary form of a number says its slice.
enum DurationBuckets {
  static let perOctave = 16
  static let firstExponent = -3
  static let octaves = 20
  static let count = perOctave * octaves

  /// The slice that holds `seconds`; the ends hold what lies beyond them.
  static func index(of seconds: Double) -> Int {
    guard seconds >= start(of: 0) else { return 0 }
    guard seconds < start(of: count) else { return count - 1 }
    let octave = Int(seconds.exponent) - firstExponent
    return octave * perOctave + Int((seconds.significand - 1) * Double(perOctave))
  }

  static func start(of index: Int) -> Double {
    let octave = index / perOctave
    let part = Double(index % perOctave) / Double(perOctave)
    return Double(sign: .plus, exponent: firstExponent + octave, significand: 1 + part)
  }

  static func width(of index: Int) -> Double {
    Double(sign: .plus, exponent: firstExponent + index / perOctave, significand: 1)
      / Double(perOctave)
  }
}
