import Glibc
import Media
import TestSupport
import Testing

@Suite struct `The folder of outputs` {
  let directory: TemporaryDirectory
  let folder: OutputFolder

  init() throws {
    directory = try TemporaryDirectory()
    folder = OutputFolder(directory.file("outputs"), owner: "test")
  }

  @Test(arguments: wholeFilms + wholePictures + [Array("GIF89a, cut".utf8), [1, 2, 3], webm])
  func `takes what is whole, and what it knows nothing of`(file: [UInt8]) throws {
    let saved = try saved(fetched(file))

    #expect(saved.remark == nil)
    #expect(saved.bytes == file.count && saved.sha256 == SHA256.digest(of: file))
    #expect(try content(saved) == file)
  }

  @Test func `sets aside what is cut off, and takes it when the same comes again`() throws {
    let half = Array(wholeFilms[0].dropLast(30))
    var doubts = Doubts()

    let doubt = try doubted(fetched(half))
    #expect(doubt.reason == "the film ends 30 bytes before its mdat box does")
    #expect(!directory.exists("outputs/2026-04-01"))
    doubts.add(doubt)

    let saved = try saved(fetched(half, doubts))
    #expect(
      saved.remark
        == "the film ends 30 bytes before its mdat box does; the server sent the same bytes again")
    #expect(try content(saved) == half)
    #expect(try leftovers() == [])
  }

  @Test func `takes the whole one that comes instead, without a word`() throws {
    var doubts = Doubts()
    doubts.add(try doubted(fetched(Array(wholeFilms[0].dropLast(30)))))

    let saved = try saved(fetched(wholeFilms[0], doubts))
    #expect(saved.remark == nil)
    #expect(try content(saved) == wholeFilms[0])
    #expect(try leftovers() == [])
  }

  @Test func `keeps the longest when nothing else will come`() throws {
    var doubts = Doubts()
    for missing in [30, 10, 20] {
      doubts.add(try doubted(fetched(Array(wholeFilms[0].dropLast(missing)), doubts)))
    }

    let finished = try folder.finish(
      "7-1", on: "2026-04-01", isQuarantined: false,
      doubts: doubts.ended(because: "expired: the server answers HTTP 404"), isSetAside: true)
    let saved = try saved(finished)
    #expect(
      saved.remark
        == "the film ends 10 bytes before its mdat box does; expired: the server answers HTTP 404")
    #expect(try content(saved) == Array(wholeFilms[0].dropLast(10)))
    #expect(try leftovers() == [])
  }

  @Test(arguments: wholePictures)
  func `doubts a picture that is cut off anywhere behind its signature`(picture: [UInt8]) throws {
    for length in 12..<picture.count {
      let doubt = try doubted(fetched(Array(picture.prefix(length))))
      #expect(doubt.reason.hasPrefix("the picture "), "\(doubt.reason)")
    }
  }

  @Test func `doubts a picture of which little but the signature came`() throws {
    let doubt = try doubted(fetched(Array(png().prefix(10))))
    #expect(doubt.reason == "the picture is cut off")
  }

  @Test func `takes what a data URI holds`() throws {
    try folder.unpack("data:image/png;base64,\(base64(png()))", as: "7-1", atMost: 10_000)
    let finished = try folder.finish(
      "7-1", on: "2026-04-01", isQuarantined: false, doubts: .ended(because: "it came inside"))

    #expect(try content(saved(finished)) == png())
    #expect(try saved(finished).path.hasSuffix("/2026-04-01/7-1.png"))
  }

  @Test(arguments: [
    ("data:image/png;base64,Zm9v!", MediaError.notBase64),
    ("data:image/png;base64,Zm9vY", .notBase64), ("data:image/svg+xml,%3Csvg%3E", .notBase64),
    ("data:", .notBase64), ("data:image/png;base64,", .nothing),
    ("data:image/png;base64,Zm9vYmFy", .tooLarge(limit: 5)),
  ])
  func `takes no data URI that is none, or holds nothing or too much`(
    content: String, error: MediaError
  ) {
    #expect(throws: error) { try folder.unpack(content, as: "7-1", atMost: 5) }
  }

  private func fetched(
    _ bytes: [UInt8], _ doubts: Doubts = Doubts()
  ) throws -> OutputFolder.Finished {
    let file = try folder.partial("7-1", keeping: 0)
    #expect(write(file.descriptor, bytes, bytes.count) == bytes.count)
    return try folder.finish("7-1", on: "2026-04-01", isQuarantined: false, doubts: doubts)
  }

  private func saved(_ finished: OutputFolder.Finished) throws -> OutputFolder.Saved {
    let saved: OutputFolder.Saved? =
      if case .saved(let saved) = finished { saved } else { nil }
    return try #require(saved, "\(finished)")
  }

  private func doubted(_ finished: OutputFolder.Finished) throws -> Doubt {
    let doubt: Doubt? = if case .doubted(let doubt) = finished { doubt } else { nil }
    return try #require(doubt, "\(finished)")
  }

  private func content(_ saved: OutputFolder.Saved) throws -> [UInt8] {
    try directory.read(String(saved.path.dropFirst(directory.path.count + 1)))
  }

  private func leftovers() throws -> [String] {
    ["7-1", "7-1.doubted"].filter { directory.exists("outputs/.partial-test/\($0)") }
  }

  private func base64(_ bytes: [UInt8]) -> String {
    var encoder = Base64Encoder()
    return String(decoding: encoder.take(bytes.span) + encoder.finish(), as: UTF8.self)
  }
}

private let webm: [UInt8] = [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84] + Array("webm".utf8)
