import Media
import TestSupport
import Testing

@Suite struct `A hostile picture` {
  @Test(arguments: wholePictures)
  func `that is cut off anywhere is never taken for whole`(picture: [UInt8]) {
    for length in 0..<picture.count {
      // A padding byte at the very end of a WebP is the one thing it can do without.
      let fault = #expect(throws: PictureFault.self) { try read(Array(picture.prefix(length))) }
      switch fault {
      case .empty: #expect(length == 0)
      case .notAPicture: #expect(length < 12)
      case .truncated: #expect(length >= 12)
      case .damaged, .tooLarge, nil: Issue.record("cut at \(length): \(String(describing: fault))")
      }
    }
  }

  @Test(arguments: [
    png(width: 0), png(height: 0), png(width: 1 << 31), png(width: 1 << 32 - 1),
    jpeg(width: 0), jpeg(height: 0), webpLossy(width: 0), webpLossy(height: 0),
  ])
  func `of an impossible size is refused`(picture: [UInt8]) {
    #expect(throws: PictureFault.self) { try read(picture) }
  }

  @Test func `without a picture in it is refused`() {
    #expect(fault(png(data: 0)) == .damaged(.png, "there is no picture in it"))
    #expect(
      fault([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xD9, 0, 0])
        == .damaged(.jpeg, "there is no picture in it"))
    #expect(
      fault(Array("RIFF".utf8) + little(4, 4) + Array("WEBP".utf8))
        == .damaged(.webp, "there is no picture in it"))
  }

  @Test func `whose chunks lie about their length is refused, and never read in circles`() {
    for length in [0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] {
      #expect(throws: PictureFault.self) { try read(with(big(length, 4), at: 33, in: png())) }
      #expect(throws: PictureFault.self) {
        try read(with(little(length, 4), at: 16, in: webpLossy()))
      }
      #expect(throws: PictureFault.self) {
        try read(with(little(length, 4), at: 34, in: webpExtended()))
      }
    }
    for length in [0, 1] {
      #expect(throws: PictureFault.self) { try read(with(big(length, 2), at: 4, in: jpeg())) }
    }
    // Says that it is shorter than its own first chunk.
    for size in [0, 1, 3, 4, 11] {
      #expect(throws: PictureFault.self) { try read(with(little(size, 4), at: 4, in: webpLossy())) }
    }
  }

  @Test func `with markers where none can be is refused`() {
    let start = jpeg().prefix(4)
    #expect(start.elementsEqual([0xFF, 0xD8, 0xFF, 0xE0]))
    for code: UInt8 in [0x00, 0xD8, 0xD9] {
      #expect(throws: PictureFault.self) { try read(with([code], at: 3, in: jpeg())) }
    }
    #expect(
      fault(with([0x41], at: 20, in: jpeg()))
        == .damaged(.jpeg, "there is no marker where one belongs"))
  }

  @Test func `of nothing but filling ends with its bytes`() {
    let filling: [UInt8] = [0xFF, 0xD8] + [UInt8](repeating: 0xFF, count: 100_000)

    #expect(fault(filling) == .truncated(.jpeg))
  }

  @Test func `of another kind is called by its name`() {
    #expect(fault([]) == .empty)
    #expect(fault(Array("GIF89a, as it happens".utf8)) == .notAPicture(.gif))
    #expect(fault(Array("<!doctype html><html>".utf8)) == .notAPicture(.bin))
    #expect(fault([0x89, 0x50]) == .notAPicture(.bin))
  }

  /// A longer run: `seeds` is what a fuzzer would have.
  @Test(arguments: 0..<40)
  func `however mutated, is read or refused, and the same in any pieces`(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    for _ in 0..<250 {
      var bytes = try #require(wholePictures.randomElement(using: &dice))
      for _ in 0..<Int.random(in: 1...6, using: &dice) { dice.mutate(&bytes) }
      let whole = fuzzPicture(bytes)
      #expect(whole == fuzzPicture(bytes, by: Int.random(in: 1...9, using: &dice)), "seed \(seed)")
      if case .success(let facts) = whole {
        #expect(facts.width > 0 && facts.height > 0 && facts.bytes == bytes.count, "seed \(seed)")
      }
    }
  }

  private func fault(_ bytes: [UInt8]) -> PictureFault? {
    if case .failure(let fault) = fuzzPicture(bytes) { fault } else { nil }
  }

  private func with(_ patch: [UInt8], at place: Int, in picture: [UInt8]) -> [UInt8] {
    var bytes = picture
    bytes.replaceSubrange(place..<(place + patch.count), with: patch)
    return bytes
  }
}

/// What a fuzzer calls: any bytes at all. It must return.
func fuzzPicture(_ bytes: [UInt8], by size: Int = .max) -> Result<PictureFacts, PictureFault> {
  Result { () throws(PictureFault) in try read(bytes, by: size) }
}
