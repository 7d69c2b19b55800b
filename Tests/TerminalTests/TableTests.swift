import Terminal
import TestSupport
import Testing

@Suite struct `A table` {
  private let columns = [
    Column("ID", .right),
    Column("MODEL", minimum: 8, ideal: 16, shrinksAt: 1, eliding: .start),
    Column("STATUS"),
    Column("PROMPT", minimum: 6, ideal: 12, shrinksAt: 2, expendableAt: 1),
  ]

  private func table() -> Table {
    var table = Table(columns)
    table.add(
      ["7", "wavespeed-ai/veo2-i2v", Cell("failed", .red), "a very long prompt about a cat at sea"])
    table.add(["1234", "vidu/image-to-video-2.0", "queued", "語語語語\nforged"])
    table.add(["5", "m", "running", ""])
    return table
  }

  @Test func `without a limit shows everything`() {
    #expect(
      table().lines(width: nil, colour: false) == [
        "  ID  MODEL                    STATUS   PROMPT",
        "   7  wavespeed-ai/veo2-i2v    failed   a very long prompt about a cat at sea",
        "1234  vidu/image-to-video-2.0  queued   語語語語\\nforged",
        "   5  m                        running",
      ])
  }

  @Test func `at 60 columns shrinks the column that gives way first`() {
    #expect(
      table().lines(width: 60, colour: false) == [
        "  ID  MODEL                    STATUS   PROMPT",
        "   7  wavespeed-ai/veo2-i2v    failed   a very long prompt …",
        "1234  vidu/image-to-video-2.0  queued   語語語語\\nforged",
        "   5  m                        running",
      ])
  }

  @Test func `at 40 columns shrinks the next, cutting the end that tells less`() {
    #expect(
      table().lines(width: 40, colour: false) == [
        "  ID  MODEL             STATUS   PROMPT",
        "   7  …eed-ai/veo2-i2v  failed   a very…",
        "1234  …ge-to-video-2.0  queued   語語語…",
        "   5  m                 running",
      ])
  }

  @Test func `at 28 columns lets go of what is expendable`() {
    #expect(
      table().lines(width: 28, colour: false) == [
        "  ID  MODEL          STATUS",
        "   7  …-ai/veo2-i2v  failed",
        "1234  …to-video-2.0  queued",
        "   5  m              running",
      ])
  }

  @Test func `without rows is its headings`() {
    #expect(Table(columns).lines(width: 80, colour: false) == ["ID  MODEL  STATUS  PROMPT"])
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `fits any width, a line a row, whatever is in it`(seed: UInt64) {
    var dice = Dice(seed: seed)
    let columns = (0..<Int.random(in: 1...7, using: &dice)).map { place in
      Column(
        "C\(place)", Bool.random(using: &dice) ? .left : .right,
        minimum: Int.random(in: 1...8, using: &dice), ideal: Int.random(in: 8...20, using: &dice),
        shrinksAt: Int.random(in: 0...3, using: &dice),
        expendableAt: Bool.random(using: &dice) ? place : nil,
        eliding: Bool.random(using: &dice) ? .end : .start)
    }
    var table = Table(columns)
    for _ in 0..<5 {
      table.add(columns.map { _ in Cell(dice.text(upTo: 15, of: troublesomePieces), .red) })
    }
    let width = Int.random(in: 1...90, using: &dice)

    let lines = table.lines(width: width, colour: false)
    let coloured = table.lines(width: width, colour: true)

    #expect(lines.count == 6, "seed \(seed)")
    for line in lines {
      #expect(line.columns <= width, "seed \(seed)")
      #expect(line.last != " ", "seed \(seed)")
    }
    #expect(coloured.map(withoutColour) == lines, "seed \(seed)")
  }
}

private func withoutColour(_ text: String) -> String {
  var plain = String.UnicodeScalarView()
  var isInEscape = false
  for scalar in text.unicodeScalars {
    if scalar == "\u{1b}" { isInEscape = true }
    if !isInEscape { plain.append(scalar) }
    if scalar == "m" { isInEscape = false }
  }
  return String(plain)
}
