import Terminal
import Testing

@Suite struct `Keys` {
  @Test(arguments: [
    ("q", [Key.character("q")]), ("ä€🎬", [.character("ä"), .character("€"), .character("🎬")]),
    ("\u{1b}[A\u{1b}OB", [.up, .down]), ("\u{1b}[5~\u{1b}[6~", [.pageUp, .pageDown]),
    ("\u{1b}[H\u{1b}[4~", [.home, .end]), ("\r\u{7f}", [.enter, .backspace]),
    ("\u{1b}", [.escape]), ("\u{1b}q", [.escape, .character("q")]),
    ("\u{3}\u{1a}", [.interrupt, .suspend]), ("\u{1b}[200~x", [.character("x")]),
    ("\u{1b}[1;5Cx", [.character("x")]), ("\t\u{1}", []),
  ])
  func `are read from what a terminal sends`(text: String, expected: [Key]) {
    var reader = KeyReader()
    #expect(reader.read(text.utf8) == expected)
  }

  @Test func `may come in pieces`() {
    var reader = KeyReader()
    let bytes = Array("€".utf8)
    #expect(reader.read(bytes[..<1]) == [])
    #expect(reader.read(bytes[1...]) == [.character("€")])
  }

  @Test func `that are no text are passed over`() {
    var reader = KeyReader()
    #expect(reader.read([0xff, 0xc3, 0x28, UInt8(ascii: "a")]).last == .character("a"))
  }
}
