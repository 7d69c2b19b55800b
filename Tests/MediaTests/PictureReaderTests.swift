import Media
import Testing

@Suite struct `A picture's header` {
  @Test func `tells format, size and length of each kind`() throws {
    #expect(try read(png()) == facts(.png, 800, 600, png()))
    #expect(try read(jpeg()) == facts(.jpeg, 640, 480, jpeg()))
    let progressive = jpeg(isProgressive: true)
    #expect(try read(progressive) == facts(.jpeg, 640, 480, progressive))
    #expect(try read(webpLossy()) == facts(.webp, 320, 200, webpLossy()))
    #expect(try read(webpLossless()) == facts(.webp, 320, 200, webpLossless()))
    #expect(try read(webpExtended()) == facts(.webp, 320, 200, webpExtended()))
  }

  @Test func `is read to its bounds`() throws {
    let most = 1 << 31 - 1
    #expect(try read(png(width: most, height: 1)).width == most)
    #expect(try read(jpeg(width: 65_535, height: 65_535)).height == 65_535)
    #expect(try read(webpLossless(width: 16_384, height: 1)).width == 16_384)
    #expect(try read(webpExtended(width: 1 << 24, height: 1 << 24)).height == 1 << 24)
  }

  @Test(arguments: wholePictures)
  func `does not depend on how the bytes are cut`(picture: [UInt8]) throws {
    let whole = try read(picture)

    for size in [1, 2, 3, 7, 64] { #expect(try read(picture, by: size) == whole) }
  }

  @Test(arguments: wholePictures)
  func `may be followed by what is no part of the picture`(picture: [UInt8]) throws {
    let long = picture + [UInt8](repeating: 0xFF, count: 100)

    #expect(try read(long).width == read(picture).width)
  }

  private func facts(
    _ format: PictureFormat, _ width: Int, _ height: Int, _ bytes: [UInt8]
  ) -> PictureFacts {
    PictureFacts(format: format, width: width, height: height, bytes: bytes.count)
  }
}

/// Reads a picture in pieces of that size.
func read(_ bytes: [UInt8], by size: Int = .max) throws(PictureFault) -> PictureFacts {
  var reader = PictureReader()
  var position = 0
  while position < bytes.count {
    let end = min(
      bytes.count, position.addingReportingOverflow(size).overflow ? .max : position + size)
    try reader.take(bytes.span.extracting(position..<end))
    position = end
  }
  return try reader.finish()
}
