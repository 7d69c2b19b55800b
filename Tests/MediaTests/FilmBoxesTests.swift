import Media
import TestSupport
import Testing

@Suite struct `A film in boxes` {
  @Test(arguments: wholeFilms)
  func `is whole when its boxes end with it`(film: [UInt8]) {
    #expect(fault(film) == nil)
  }

  @Test(arguments: wholeFilms)
  func `is never whole when it is cut off anywhere`(film: [UInt8]) {
    // The last box of one of them reaches to the end, wherever that is: nobody can tell.
    let isOpen = film.suffix(20).starts(with: box("mdat", 12, as: 0))
    let pieces = piecesEnd(film)
    for length in 0..<(isOpen ? film.count - 12 : film.count) where !pieces.contains(length) {
      #expect(fault(Array(film.prefix(length))) != nil, "cut at \(length)")
    }
  }

  @Test func `says what is wrong with it`() {
    let half = Array((fileType + box("moov", 30) + box("mdat", 100)).dropLast(60))
    #expect(fault(half) == "ends 60 bytes before its mdat box does")
    #expect(fault(half + [0]) == "ends 59 bytes before its mdat box does")
    #expect(
      fault(fileType + box("mdat", 9))
        == "has no moov box, without which nothing in it is found")
    #expect(
      fault(fileType + box("moov", 9)) == "has no mdat box: there are no pictures in it")
    #expect(fault(wholeFilms[0] + [0, 0, 0]) == "ends within the header of a box")
  }

  @Test(arguments: [2, 3, 7])
  func `with a box that is shorter than its own header is not followed`(size: Int) {
    #expect(
      fault(fileType + big(size, 4) + Array("moov".utf8) + [UInt8](repeating: 0, count: 40))
        == "has a box of no possible length")
  }

  @Test(arguments: [UInt64](arrayLiteral: 0, 8, 15))
  func `the same for a long length`(size: UInt64) {
    #expect(fault(fileType + longBox("mdat", size)) == "has a box of no possible length")
  }

  @Test(arguments: [UInt64](arrayLiteral: .max, 1 << 63, UInt64(Int.max), 1 << 62))
  func `that claims to be longer than anything is cut off, and nothing overflows`(size: UInt64) {
    #expect(fault(fileType + longBox("mdat", size))?.hasPrefix("ends ") == true)
    #expect(fault(longBox("mdat", size))?.hasPrefix("ends ") == true)
  }

  @Test func `whose name is not one is not quoted`() {
    let film = fileType + big(1000, 4) + [0x1B, 0x5B, 0x32, 0x4A, 0, 0]
    #expect(fault(film) == "ends 990 bytes before its box does")
  }

  @Test func `of 200 MB is judged by a few small reads`() {
    var reads: [(place: Int, count: Int)] = []
    let beginning = fileType + box("moov", 1000)
    let film = beginning + big(200_000_000, 4) + Array("mdat".utf8)
    let fault = FilmBoxes.fault(in: beginning.count + 200_000_000) { place, count in
      reads.append((place, count))
      return Array((film + [UInt8](repeating: 0, count: 16))[place..<(place + count)])
    }
    #expect(fault == nil)
    #expect(reads.count == 3 && reads.allSatisfy { $0.count == 16 })
  }

  @Test func `of more boxes than anybody counts is left as it is`() {
    var reads = 0
    let fault = FilmBoxes.fault(in: .max) { _, _ in
      reads += 1
      return box("free", 0)
    }
    #expect(fault == nil && reads == 100_000)
  }

  @Test(arguments: 0..<20)
  func `however mutated, is judged`(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    for _ in 0..<200 {
      var film = try #require(wholeFilms.randomElement(using: &dice))
      for _ in 0..<Int.random(in: 1...6, using: &dice) { dice.mutate(&film) }
      _ = fault(film)
    }
  }

  /// Where a film in pieces could have ended as well.
  private func piecesEnd(_ film: [UInt8]) -> [Int] {
    film == wholeFilms[2] ? [138, 204] : []
  }

  private func fault(_ film: [UInt8]) -> String? {
    FilmBoxes.fault(in: film.count) { place, count in Array(film[place..<(place + count)]) }
  }
}

let fileType = box("ftyp", Array("isom".utf8) + [0, 0, 2, 0] + Array("isommp41".utf8))

/// As programs write them: the index first or last, piece by piece, a long length, an open end, and
/// one of before there were brands.
let wholeFilms: [[UInt8]] = [
  fileType + box("moov", 40) + box("mdat", 90),
  fileType + box("free", 0) + box("mdat", 90) + box("moov", 40),
  fileType + box("moov", 40) + box("moof", 20) + box("mdat", 30) + box("moof", 20)
    + box("mdat", 30) + box("mfra", 10),
  fileType + longBox("mdat", 16 + 50) + [UInt8](repeating: 9, count: 50) + box("moov", 40),
  fileType + box("moov", 40) + box("mdat", 12, as: 0),
  box("wide", 0) + box("mdat", 90) + box("moov", 40),
]

func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
  big(content.count + 8, 4) + Array(name.utf8) + content
}

/// `size` is what it says of its length, where that is not true.
func box(_ name: String, _ content: Int, as size: Int? = nil) -> [UInt8] {
  big(size ?? content + 8, 4) + Array(name.utf8) + [UInt8](repeating: 9, count: content)
}

/// The header of a box whose length takes 64 bits.
func longBox(_ name: String, _ size: UInt64) -> [UInt8] {
  big(1, 4) + Array(name.utf8) + big(Int(bitPattern: UInt(size)), 8)
}
