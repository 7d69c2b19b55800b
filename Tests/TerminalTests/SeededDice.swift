/// Dice that fall the same way for the same seed. A failing test prints the seed it used.
struct SeededDice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A text of up to `length` pieces that are known to make trouble.
  mutating func text(upTo length: Int, of pieces: [String]) -> String {
    (0..<Int.random(in: 0...length, using: &self)).reduce(into: "") { text, _ in
      text += pieces.randomElement(using: &self) ?? ""
    }
  }
}

/// Plain, wide, combined, joined, and what a terminal would obey.
let troublesomePieces = [
  "a", "Z", " ", "9", "é", "e\u{301}", "語", "한", "한", "🎬", "👩‍👩‍👧", "🇨🇭", "❤️", "👍🏽",
  "क्ष", "\u{200d}", "\u{fe0f}", "\n", "\r", "\r\n", "\t", "\u{1b}[2J", "\u{9b}", "\u{202e}", "\u{7}",
  "\"", ",", "=", "\u{feff}", "\u{2028}",
]
