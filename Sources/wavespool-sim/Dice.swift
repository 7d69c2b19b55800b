/// SplitMix64: the whole of the simulator's chance, so that `--seed` repeats a run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return mixed(state)
  }

  /// Evenly spread in [0, 1).
  mutating func fraction() -> Double {
    Double(next() >> 11) / Double(1 << 53)
  }
}

/// Scatters the bits of a number; each input has its own output.
func mixed(_ number: UInt64) -> UInt64 {
  var z = number
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
