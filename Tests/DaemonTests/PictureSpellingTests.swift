import Media
import SQLite
import Store
import TestSupport
import Testing

/// A row written by hand may spell the name of a kept picture as it likes: what leaves never has a
/// name in it that means nothing to the API.
@Suite struct `A kept picture that is named in an unusual way` {
  let rehearsal: Rehearsal
  let digest: Digest

  init() throws {
    rehearsal = try Rehearsal()
    digest = try rehearsal.keep(png())
    rehearsal.answerUploads { placeForPicture }
  }

  @Test(arguments: ["MEDIA:", "Media:", #"\u004dEDIA:"#])
  func `in capitals: the job fails, and nothing is sent or charged`(scheme: String) throws {
    let job = try rehearsal.insert(
      "wavespeed/kissing-pro", #"{"image":"\#(scheme)\#(digest)"}"#)
    rehearsal.run(for: .seconds(5))

    #expect(rehearsal.submittedBodies == [])
    #expect(try rehearsal.standing(job) == "failed - 0")
    #expect(try rehearsal.job(job).error?.hasPrefix("image") == true)
  }

  @Test(arguments: [#"\u006dedia:"#, #"media\u003a"#, #"media:\u0030"#, "media:"])
  func `with escapes: it travels inside all the same`(scheme: String) throws {
    rehearsal.answerUploads { replied(404, "") }
    let zero = scheme.hasSuffix("0")
    let picture = zero ? try pictureWithZero() : png()
    let name = try rehearsal.keep(picture).text.dropFirst(zero ? 1 : 0)
    try rehearsal.insert(
      "wavespeed/kissing-pro", #"{ "image" : "\#(scheme)\#(name)" }"#)
    rehearsal.run(for: .seconds(1))

    #expect(
      rehearsal.submittedBodies
        == [#"{ "image" : "data:image/png;base64,\#(base64(picture))" }"#])
  }

  @Test func `with escapes: it is uploaded, and all else stays byte for byte`() throws {
    try rehearsal.insert(
      "wavespeed/kissing-pro", #"{ "\u0069mage" : "\u006dedia:\#(digest)" }"#)
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.submittedBodies == [#"{ "\u0069mage" : "https://up.test/a.png" }"#])
  }

  @Test(arguments: [true, false])
  func `what only looks like its name, in a prompt, is left as it was written`(
    isInline: Bool
  ) throws {
    if isInline { rehearsal.answerUploads { replied(404, "") } }
    let model = "wavespeed-ai/veo2-i2v"
    try rehearsal.insert(
      model, #"{"prompt": "media:\#(digest)", "image": "m\u0065dia:\#(digest)"}"#)
    rehearsal.run(for: .seconds(1))

    let sent = isInline ? "data:image/png;base64,\(base64(png()))" : "https://up.test/a.png"
    #expect(
      rehearsal.submittedBodies == [#"{"prompt": "media:\#(digest)", "image": "\#(sent)"}"#])
  }

  /// Its digest begins with a 0, which an escape can spell.
  private func pictureWithZero() throws -> [UInt8] {
    let found = (1281..<2000).lazy.map { png(UInt32($0)) }
      .first { SHA256.digest(of: $0).hasPrefix("0") }
    return try #require(found)
  }
}
