import Media
import TestSupport
import Testing

@Suite struct `Base64` {
  /// From RFC 4648.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `is what the standard says`(bytes: String, letters: String) throws {
    #expect(encoded(Array(bytes.utf8), by: 2) == letters)
    #expect(try decoded(letters, by: 3) == Array(bytes.utf8))
  }

  @Test(arguments: 0..<20)
  func `brings any bytes back, however they are cut`(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed))
    let count = Int.random(in: 0...200, using: &dice)
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
    let letters = encoded(bytes, by: Int.random(in: 1...50, using: &dice))

    #expect(try decoded(letters, by: Int.random(in: 1...50, using: &dice)) == bytes, "seed \(seed)")
  }

  @Test(arguments: ["Zg=", "Z", "Zh==", "Zm9=", "Z*==", "Zg==Zg==", "=", "Zm8==", "_-=="])
  func `that is malformed is refused`(letters: String) {
    #expect(throws: Base64Decoder.Malformed.self) { try decoded(letters, by: 100) }
  }

  @Test func `may have line ends in it, and no filling`() throws {
    #expect(try decoded("Zm9v\r\n Yg", by: 100) == Array("foob".utf8))
  }

  private func encoded(_ bytes: [UInt8], by size: Int) -> String {
    var encoder = Base64Encoder()
    var letters: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      letters += encoder.take(Array(bytes[start..<min(start + size, bytes.count)]).span)
    }
    return String(decoding: letters + encoder.finish(), as: UTF8.self)
  }

  private func decoded(_ text: String, by size: Int) throws(Base64Decoder.Malformed) -> [UInt8] {
    let letters = Array(text.utf8)
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: letters.count, by: size) {
      bytes += try decoder.take(Array(letters[start..<min(start + size, letters.count)]).span)
    }
    return bytes + (try decoder.finish())
  }
}
