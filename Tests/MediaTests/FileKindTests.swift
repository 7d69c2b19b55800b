import Media
import TestSupport
import Testing

@Suite struct `A file's kind` {
  @Test(arguments: samples)
  func `is told by its first bytes`(bytes: [UInt8], kind: FileKind) {
    #expect(FileKind(beginning: bytes) == kind)
  }

  @Test func `of pictures agrees with their reader`() {
    #expect(FileKind(beginning: png()) == .png)
    #expect(FileKind(beginning: jpeg()) == .jpg)
    #expect(FileKind(beginning: webpLossy()) == .webp)
  }

  @Test(arguments: 0..<10)
  func `of anything at all is found without harm`(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    for _ in 0..<500 {
      var bytes = Array(box("ftypisom") + [0x1A, 0x45])
      dice.mutate(&bytes)
      let kind = FileKind(beginning: bytes)
      #expect(!kind.contentType.isEmpty)
    }
  }
}

@Suite struct `A data URI` {
  @Test func `says its type and holds its payload`() throws {
    let uri = try #require(DataURI("DATA:Image/PNG;name=a;Base64,Zm9v"))

    #expect(uri.type == "image/png")
    #expect(uri.payload == "Zm9v")
    #expect(uri.declares(.png) && !uri.declares(.jpeg))
    #expect(try #require(DataURI("data:image/jpg;base64,Zm9v")).declares(.jpeg))
  }

  @Test(arguments: [
    "", "data:", "data:image/png,raw", "data:;base6,Zg", "https://a.b/c,d", "data:a",
  ])
  func `without Base64 is none`(text: String) {
    #expect(DataURI(text) == nil)
  }
}

private let samples: [(bytes: [UInt8], kind: FileKind)] = [
  (box("ftypisom"), .mp4),
  (box("ftypmp42"), .mp4),
  (box("ftypqt  "), .mov),
  (box("moovmvhd"), .mov),
  (box("ftypavif"), .bin),
  (box("ftypheic"), .bin),
  (matroska("webm"), .webm),
  (matroska("matroska"), .bin),
  (Array("GIF87a".utf8), .gif),
  (Array("GIF88a".utf8), .bin),
  (Array("ID3".utf8), .mp3),
  ([0xFF, 0xFB, 0x90, 0x00], .mp3),
  ([0xFF, 0xFE, 0x00, 0x00], .bin),
  (Array("RIFF1234WAVEfmt ".utf8), .wav),
  (Array("<html>".utf8), .bin),
  ([], .bin),
]

private func box(_ text: String) -> [UInt8] { [0, 0, 0, 24] + Array(text.utf8) }

private func matroska(_ type: String) -> [UInt8] {
  [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84] + Array(type.utf8)
}
