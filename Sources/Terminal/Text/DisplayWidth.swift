// How many columns a text takes on a terminal. A grapheme is the unit: what a person sees as one
// character is never torn. Where terminals disagree (emoji sequences) the newer ones are believed,
// which draw a sequence as one emoji, two columns wide.

extension StringProtocol {
  /// Columns of `visible` text; control characters count nothing, for they should not be there.
  package var columns: Int {
    if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return utf8.count }
    return reduce(0) { $0 + $1.columns }
  }
}

extension Character {
  package var columns: Int {
    isEmojiSequence ? 2 : unicodeScalars.reduce(0) { $0 + $1.columns }
  }

  /// A flag, a keycap, a skin tone, a family: several scalars drawn as one emoji.
  private var isEmojiSequence: Bool {
    guard let first = unicodeScalars.first, first.properties.isEmoji else { return false }
    return unicodeScalars.dropFirst().contains { scalar in
      scalar == "\u{fe0f}" || scalar.properties.isEmojiModifier || scalar.isRegionalIndicator
        || (scalar == "\u{200d}" && first.properties.isEmojiPresentation)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isRegionalIndicator: Bool { (0x1f1e6...0x1f1ff).contains(value) }

  fileprivate var columns: Int {
    if isASCII { return value < 0x20 || value == 0x7f ? 0 : 1 }
    if isEastAsianWide { return 2 }
    if properties.isEmojiPresentation { return isRegionalIndicator ? 1 : 2 }
    switch properties.generalCategory {
    case .control, .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    // Vowels and finals of Hangul are drawn inside the syllable that their initial has opened.
    if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value) { return 0 }
    return properties.isDefaultIgnorableCodePoint ? 0 : 1
  }
}
