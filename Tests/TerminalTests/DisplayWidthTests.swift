import Terminal
import TestSupport
import Testing

@Suite struct `The width of text` {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한", 2), ("한", 2),
    ("ﾊ", 1), ("Ａ", 2), ("🎬", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2), ("🇨🇭", 2), ("❤️", 2), ("❤", 1),
    ("1️⃣", 2), ("\u{200b}", 0), ("…", 1), ("█", 1), ("क्ष", 2), ("⌚", 2), ("☎", 1), ("𠀀", 2),
  ])
  func `is counted in columns`(text: String, columns: Int) {
    #expect(text.columns == columns)
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `is kept to when text is cut, and no grapheme is torn`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let text = dice.text(upTo: 20, of: troublesomePieces).visible
    let limit = Int.random(in: 0...24, using: &dice)

    let head = text.fitted(to: limit)
    let tail = text.fitted(to: limit, eliding: .start)

    #expect(head.columns <= limit && tail.columns <= limit, "seed \(seed)")
    if text.columns <= limit {
      #expect(head == text && tail == text, "seed \(seed)")
    } else if limit > 0 {
      #expect(head.last == "…" && tail.first == "…", "seed \(seed)")
      #expect(Array(text).starts(with: Array(head).dropLast()), "seed \(seed)")
      #expect(
        Array(text.reversed()).starts(with: Array(tail.reversed()).dropLast()), "seed \(seed)")
      // Nothing more would have fitted than a wide character that lacks one column.
      #expect(head.columns >= limit - 1, "seed \(seed)")
    }
  }

  @Test func `is filled up on either side`() {
    #expect("語".padded(to: 4) == "語  ")
    #expect("語".padded(to: 4, .right) == "  語")
    #expect("語語語".padded(to: 4) == "語語語")
  }

  @Test func `breaks lines between words`() {
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
    #expect("unbreakable a".wrapped(to: 4) == ["unbreakable", "a"])
    #expect("say 'list all', or no".wrapped(to: 13) == ["say", "'list all',", "or no"])
    #expect("say 'list all of it' now".wrapped(to: 9) == ["say 'list", "all of", "it' now"])
    #expect("'tis the cat's tail".wrapped(to: 9) == ["'tis the", "cat's", "tail"])
    #expect("a\n\nb\nc".wrapped(to: 9) == ["a", "", "b c"])
    #expect("".wrapped(to: 9) == [""])
  }
}
