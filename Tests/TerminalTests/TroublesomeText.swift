import TestSupport

extension Dice {
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
