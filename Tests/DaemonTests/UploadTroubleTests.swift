import Daemon
import Media
import Spool
import Store
import TestSupport
import Testing

/// Uploading is the better way for a picture, not the only one.
@Suite struct `A picture that finds no place at the API` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test(arguments: ["{}", #"{"code":200,"data":{}}"#, #"{"code":200,"data":{"download_url":"x"}}"#])
  func `because no reply names one travels inside after a few tries`(body: String) throws {
    rehearsal.answerUploads { replied(200, body) }
    try insert(png())
    rehearsal.run(for: .seconds(120))

    #expect(rehearsal.submittedBodies == [inside(png())])
    #expect((4...6).contains(places), "\(places)")
  }

  @Test func `because nothing ever arrives there travels inside after a few tries`() throws {
    rehearsal.answerUploads { placeForPicture }
    rehearsal.files.onPut = { _ in .failed("connection reset") }
    try insert(png())
    rehearsal.run(for: .seconds(120))

    #expect(rehearsal.submittedBodies == [inside(png())])
    #expect((4...6).contains(rehearsal.files.puts.count), "\(rehearsal.files.puts.count)")
  }

  @Test func `because each was refused travels inside after the fourth`() throws {
    rehearsal.answerUploads { placeForPicture }
    rehearsal.files.onPut = { _ in .replied(status: 403, "SignatureDoesNotMatch") }
    try insert(png())
    rehearsal.run(for: .seconds(120))

    #expect(rehearsal.submittedBodies == [inside(png())])
    #expect(rehearsal.files.puts.count == 4)
  }

  /// What keeps the API from answering about a place keeps it from taking a job too, for a while.
  @Test(arguments: [replied(500, "no"), Answer.Result.failed("cut", mayHaveArrived: true)])
  func `because the API does not answer is given more time`(trouble: Answer.Result) throws {
    rehearsal.answerUploads { trouble }
    try insert(png())
    rehearsal.run(for: .seconds(120))
    #expect(rehearsal.submittedBodies == [])

    rehearsal.run(for: .seconds(1800))
    #expect(rehearsal.submittedBodies == [inside(png())])
  }

  @Test(arguments: [replied(401, "key"), replied(429, "", retryAfter: "2")])
  func `because the API takes nothing from us waits until it does`(trouble: Answer.Result) throws {
    rehearsal.answerUploads { trouble }
    try insert(png())
    rehearsal.run(for: .seconds(7200))
    #expect(rehearsal.submittedBodies == [])
  }

  @Test func `is uploaded again once uploads work again, an hour later`() throws {
    try rehearsal.limit(inFlight: 100)
    var isWell = false
    rehearsal.answerUploads { placeForPicture }
    rehearsal.files.onPut = { _ in isWell ? .replied(status: 200, "") : .failed("reset") }
    try insert(png())
    rehearsal.run(for: .seconds(120))
    isWell = true
    try insert(png())
    rehearsal.run(for: .seconds(60))
    #expect(rehearsal.submittedBodies == [inside(png()), inside(png())])

    rehearsal.run(for: .seconds(3600))
    try insert(png())
    rehearsal.run(for: .seconds(60))
    #expect(rehearsal.network.submissions.count == 1)
    #expect(rehearsal.submittedBodies.contains(#"{"image":"https://up.test/a.png"}"#))
  }

  private func insert(_ bytes: [UInt8]) throws {
    let digest = try rehearsal.keep(bytes)
    try rehearsal.insert("wavespeed/kissing-pro", #"{"image":"\#(digest.address)"}"#)
  }

  private func inside(_ bytes: [UInt8]) -> String {
    #"{"image":"data:image/png;base64,\#(base64(bytes))"}"#
  }

  private var places: Int {
    rehearsal.network.sent.count { if case .place = $0.exchange { true } else { false } }
  }
}
