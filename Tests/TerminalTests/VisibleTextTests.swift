import Terminal
import TestSupport
import Testing

@Suite struct `Text from outside` {
  @Test(arguments: [
    ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("\t", "\\t"), ("\u{1b}[2J", "\\x1b[2J"),
    ("\u{7f}", "\\x7f"), ("\u{0}", "\\x00"), ("\u{9b}2J", "\\u{9b}2J"),
    ("\u{202e}cod.exe", "\\u{202e}cod.exe"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
    ("\u{200f}", "\\u{200f}"), ("\u{2028}", "\\u{2028}"), ("\u{feff}", "\\u{feff}"),
    ("\u{e0041}", "\\u{e0041}"), ("\u{fff9}", "\\u{fff9}"),
  ])
  func `is spelled out where a terminal would obey it`(text: String, shown: String) {
    #expect(text.visible == shown)
  }

  @Test(arguments: [
    "plain", "C:\\temp", "naïve e\u{301}", "日本語", "👩‍👩‍👧", "❤️", "می\u{200c}خواهم", "",
  ])
  func `is left alone where it is only text`(text: String) {
    #expect(text.visible == text)
  }

  @Test func `keeps its lines where the caller lays out lines`() {
    #expect("a\nb\u{1b}c\r".visible(keepingLines: true) == "a\nb\\x1bc\\r")
  }

  @Test func `that is not UTF-8 is shown byte by byte`() {
    let bytes: [UInt8] = [0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82, 0x0a, 0xc3, 0xa9, 0xf0, 0x9f]

    #expect(String(visibleUTF8: bytes) == "a\\xff\\xc3(\\xe2\\x82\\né\\xf0\\x9f")
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `is never acted upon, and making it visible twice changes nothing`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let text = dice.text(upTo: 30, of: troublesomePieces)

    let shown = text.visible

    #expect(
      shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }, "seed \(seed)")
    #expect(!shown.contains("\u{202e}") && !shown.contains("\u{9b}"), "seed \(seed)")
    #expect(shown.visible == shown, "seed \(seed)")
    #expect(String(visibleUTF8: Array(text.utf8)) == shown, "seed \(seed)")
  }
}
