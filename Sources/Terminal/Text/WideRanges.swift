// What East Asian Width (UAX #11) calls wide or fullwidth, with unassigned gaps inside a block
// counted as the block. Emoji are not here: the standard library knows which of them are drawn
// wide (`isEmojiPresentation`).

/// Sorted, without overlap: searched by halving.
private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115f,  // Hangul initial consonants
  0x2329...0x232a,  // angle brackets
  0x2630...0x2637,  // trigrams
  0x268a...0x268f,  // digrams
  0x2e80...0x303e,  // radicals, CJK punctuation
  0x3041...0x3247,  // kana, bopomofo, Hangul letters, enclosed CJK
  0x3250...0xa4cf,  // enclosed CJK, ideographs, Yi
  0xa960...0xa97f,  // Hangul initial consonants, extended
  0xac00...0xd7a3,  // Hangul syllables
  0xf900...0xfaff,  // compatibility ideographs
  0xfe10...0xfe19,  // vertical forms
  0xfe30...0xfe6f,  // compatibility and small forms
  0xff01...0xff60,  // fullwidth forms
  0xffe0...0xffe6,
  0x16fe0...0x18dff,  // Tangut, Khitan
  0x1aff0...0x1b2ff,  // kana extensions, Nushu
  0x1d300...0x1d376,  // Tai Xuan Jing symbols, counting rods
  0x1f200...0x1f265,  // enclosed ideographs
  0x20000...0x3fffd,  // ideographs
]

extension Unicode.Scalar {
  /// Whether it fills two columns by being East Asian; emoji are asked about elsewhere.
  var isEastAsianWide: Bool {
    guard value >= 0x1100 else { return false }
    var candidates = wideRanges[...]
    while !candidates.isEmpty {
      let middle = (candidates.startIndex + candidates.endIndex) / 2
      if wideRanges[middle].contains(value) { return true }
      candidates =
        value < wideRanges[middle].lowerBound
        ? candidates[..<middle] : candidates[(middle + 1)...]
    }
    return false
  }
}
