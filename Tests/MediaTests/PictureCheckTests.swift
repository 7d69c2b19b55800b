import Media
import Testing

@Suite struct `What a model asks of a picture` {
  private let kissing = PictureCheck(
    formats: ["png", "jpeg", "webp"], maximumBytes: 50_000_000, minimumRatio: .init(1, 4),
    maximumRatio: .init(4, 1))

  @Test(arguments: [(100, 400), (400, 100), (300, 300)])
  func `includes both ends of the ratio`(width: Int, height: Int) {
    #expect(kissing.problems(with: picture(width, height)) == [])
  }

  @Test(arguments: [(100, 401), (401, 100), (1, 1 << 31 - 1), (1 << 31 - 1, 1)])
  func `excludes what is beyond them`(width: Int, height: Int) {
    #expect(
      kissing.problems(with: picture(width, height))
        == ["is \(width) × \(height); its sides may be from 1:4 to 4:1"])
  }

  @Test func `bounds the file, and the upload bounds every file`() {
    #expect(kissing.problems(with: picture(10, 10, bytes: 50_000_000)) == [])
    #expect(
      kissing.problems(with: picture(10, 10, bytes: 50_000_001))
        == ["has 50000001 bytes; at most 50000000 are taken"])
    #expect(PictureCheck().problems(with: picture(10, 10, bytes: 200_000_001)).count == 1)
  }

  @Test func `names the formats it takes`() {
    let jpegOnly = PictureCheck(formats: ["jpeg"])

    #expect(jpegOnly.problems(with: picture(10, 10)) == ["is a PNG; the model takes JPEG"])
  }

  @Test func `advises without refusing`() {
    let veo = PictureCheck(avoidedFormats: ["png"], advisedShortSide: 720)

    #expect(veo.problems(with: picture(1280, 719)) == [])
    #expect(veo.warnings(about: picture(1280, 719)).count == 2)
    #expect(PictureCheck(advisedShortSide: 720).warnings(about: picture(720, 1280)) == [])
  }

  private func picture(_ width: Int, _ height: Int, bytes: Int = 1000) -> PictureFacts {
    PictureFacts(format: .png, width: width, height: height, bytes: bytes)
  }
}
