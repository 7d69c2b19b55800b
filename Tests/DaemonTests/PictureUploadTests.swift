import Daemon
import Glibc
import Media
import SQLite
import Spool
import Store
import TestSupport
import Testing
import WaveSpeed

@Suite struct `A kept picture goes to the API before its job` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.network.script = { sent in
      switch sent.exchange {
      case .place: (place, after: .milliseconds(10))
      case .submit(let attempt): (accepted("p\(attempt.job)"), after: .milliseconds(10))
      case .poll, .balance, .history, .billing, .quote, .bills, .comparison: nil
      }
    }
  }

  @Test func `it is put where the API says, and the job is sent with its address`() throws {
    let digest = try keep(png())
    let job = try insert(digest)
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.files.puts.map(\.bytes) == [png()])
    #expect(rehearsal.files.puts.first?.ticket.headers.map(\.name) == ["X-Token"])
    #expect(bodies == [#"{ "image" : "https://up.test/a.png" }"#])
    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(try rehearsal.job(job).input == #"{ "image" : "\#(digest.address)" }"#)
    #expect(
      try rehearsal.shell.text("SELECT body FROM attempts")
        == #"{ "image" : "https://up.test/a.png" }"#)
    #expect(rehearsal.outlook.isQuiet == false)
  }

  @Test func `a hundred jobs with the same picture upload it once, another life too`() throws {
    try rehearsal.limit(inFlight: 1000)
    let digest = try keep(png())
    for _ in 0..<100 { try insert(digest) }
    rehearsal.run(for: .seconds(1))
    #expect(rehearsal.network.submissions.count == 100)

    try rehearsal.restart()
    try insert(digest)
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.network.submissions.count == 101)
    #expect(rehearsal.files.puts.count == 1)
    #expect(places == 1)
  }

  @Test func `an address that the API is about to forget is not used any more`() throws {
    let digest = try keep(png())
    try insert(digest)
    rehearsal.run(for: .seconds(1))
    rehearsal.clock.advance(by: .seconds(6 * 86_400 + 1))
    try rehearsal.sql("UPDATE limits SET in_flight = 10")
    try insert(digest)
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.files.puts.count == 2)
  }

  @Test func `while it is on its way, the jobs behind are not held up`() throws {
    rehearsal.files.onPut = { _ in nil }
    let digest = try keep(png())
    for _ in 0..<20 { try insert(digest) }
    let behind = try rehearsal.insert()
    rehearsal.run(for: .seconds(5))

    #expect(rehearsal.network.submissions.map(\.job) == [behind])
    #expect(rehearsal.files.puts.count == 1)
  }

  @Test func `nothing that names a picture by its digest ever leaves`() throws {
    let digest = try keep(png())
    try rehearsal.sql("INSERT INTO budgets (scope, per_day_usd) VALUES ('', 100)")
    try insert(digest)
    rehearsal.run(for: .seconds(2))

    let all = rehearsal.network.everything.map {
      String(decoding: $0.request.body, as: UTF8.self)
    }
    #expect(all.contains { $0.contains("model_id") }, "its price was asked for")
    #expect(!all.contains { $0.contains("media:") })
  }

  @Test(arguments: [
    replied(500, "no"), replied(429, "", retryAfter: "2"),
    Answer.Result.failed("cut", mayHaveArrived: true),
  ])
  func `when it cannot be uploaded it is tried again, ever later, and nothing is sent`(
    trouble: Answer.Result
  ) throws {
    var isWell = false
    rehearsal.network.script = { sent in
      guard case .place = sent.exchange else { return nil }
      return (isWell ? place : trouble, after: .milliseconds(10))
    }
    try insert(try keep(png()))
    rehearsal.run(for: .seconds(120))
    #expect((4...9).contains(places), "\(places)")
    #expect(rehearsal.network.submissions.isEmpty)
    #expect(rehearsal.diary.text.contains("a picture cannot be uploaded so far"))

    isWell = true
    rehearsal.run(for: .seconds(300))
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `a PUT that fails is tried again with a new place`() throws {
    var failures = 2
    rehearsal.files.onPut = { _ in
      failures -= 1
      return failures >= 0 ? .failed("reset") : .replied(status: 204, "")
    }
    try insert(try keep(png()))
    rehearsal.run(for: .seconds(30))

    #expect(places == 3)
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `after an outage they are uploaded four at a time, as ever`() throws {
    var isDown = true
    rehearsal.network.script = { sent in
      guard case .place = sent.exchange else { return nil }
      return (isDown ? replied(503, "") : placeForPicture, after: .milliseconds(10))
    }
    rehearsal.files.onPut = { _ in nil }
    for number in 0..<12 { try insert(try keep(png() + [UInt8(number)])) }
    rehearsal.run(for: .seconds(5))
    isDown = false
    rehearsal.run(for: .seconds(60))
    #expect(rehearsal.files.puts.count == 4, "none of which has come to an end")
  }

  @Test(arguments: [404, 405, 410, 501, 403])
  func `where the API takes no uploads it travels in the request, and the ledger keeps its name`(
    status: Int
  ) throws {
    rehearsal.network.script = { sent in
      guard case .place = sent.exchange else { return nil }
      return (replied(status, ""), after: .milliseconds(10))
    }
    let digest = try keep(png())
    let job = try insert(digest)
    rehearsal.run(for: .seconds(1))

    let sent = try #require(rehearsal.files.bodies.first)
    #expect(sent.exchange == .submit(AttemptID(job, 1)))
    #expect(sent.body == #"{ "image" : "data:image/png;base64,\#(base64(png()))" }"#)
    #expect(
      try rehearsal.shell.text("SELECT body FROM attempts")
        == #"{ "image" : "\#(digest.address)" }"#)
    #expect(rehearsal.network.submissions.isEmpty, "it went once, and with its picture")
  }

  @Test func `twenty that travel in requests are put into them two at a time, without a pause`()
    throws
  {
    rehearsal.network.script = { sent in
      guard case .place = sent.exchange else { return nil }
      return (replied(404, ""), after: .milliseconds(10))
    }
    try rehearsal.limit(inFlight: 100)
    let digest = try keep(png())
    for _ in 0..<20 { try insert(digest) }
    rehearsal.run(for: .milliseconds(500))

    #expect(rehearsal.files.mostComposing == 2)
    #expect(rehearsal.files.bodies.count == 20)
  }

  @Test func `one that is missing fails its job with the reason, and nothing is sent`() throws {
    let digest = try #require(Digest(String(repeating: "a", count: 64)))
    let job = try insert(digest)
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.standing(job) == "failed - 0")
    #expect(
      try rehearsal.job(job).error == "the picture \(digest.address) is not in the media folder")
    #expect(rehearsal.network.submissions.isEmpty && places == 0)
  }

  @Test func `one that was put right is sent when its job is queued again`() throws {
    let digest = try #require(Digest(SHA256.digest(of: png())))
    let job = try insert(digest)
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.standing(job) == "failed - 0")

    #expect(try keep(png()) == digest)
    try rehearsal.sql("UPDATE jobs SET status = 'queued'")
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.standing(job) == "running accepted 1")
  }

  @Test func `one that was damaged fails its job with the reason`() throws {
    let digest = try keep(png())
    let name = "media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))"
    try rehearsal.directory.write(png(1281), to: name)
    let job = try insert(digest)
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.job(job).error?.contains("was damaged") == true)
    #expect(rehearsal.network.submissions.isEmpty && places == 0)
  }

  @Test func `one that the model does not take fails its job, cached or not`() throws {
    let digest = try keep(png(100, 401))
    let job = try insert(digest)
    rehearsal.run(for: .seconds(1))
    let again = try insert(digest)
    rehearsal.run(for: .seconds(1))

    for id in [job, again] {
      #expect(
        try rehearsal.job(id).error
          == "image: the picture is 100 × 401; its sides may be from 1:4 to 4:1")
    }
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `a data URI written by hand becomes a kept picture first`() throws {
    let job = try rehearsal.insert(
      "wavespeed/kissing-pro", #"{"image": "data:image/png;base64,\#(base64(png()))"}"#)
    rehearsal.run(for: .seconds(1))

    let digest = try #require(Digest(SHA256.digest(of: png())))
    #expect(try rehearsal.job(job).input == #"{"image": "\#(digest.address)"}"#)
    #expect(try rehearsal.files.pictures.examine(digest).width == 1280)
    #expect(bodies == [#"{"image": "https://up.test/a.png"}"#])
    #expect(try rehearsal.events(job).prefix(3) == ["enqueued", "edited", "submitting"])
  }

  @Test func `a data URI that declares another type fails its job`() throws {
    let job = try rehearsal.insert(
      "wavespeed/kissing-pro", #"{"image": "data:image/webp;base64,\#(base64(png()))"}"#)
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.job(job).error?.contains("declares image/webp") == true)
    #expect(rehearsal.network.submissions.isEmpty)
  }

  @Test func `a large one too, and what is large without a picture fails its job`() throws {
    let pixels = [UInt8](repeating: 7, count: 2_000_000)
    let large = Array(png().dropLast(12)) + pngChunk("prIv", pixels) + png().suffix(12)
    let job = try rehearsal.insert(
      "wavespeed/kissing-pro", #"{"image": "data:image/png;base64,\#(base64(large))"}"#)
    let prompt = String(repeating: "long ", count: 600_000)
    let long = try rehearsal.insert(
      "wavespeed-ai/veo2-i2v", #"{"image":"https://a.b/c.png","prompt":"\#(prompt)"}"#)
    let broken = try rehearsal.insert(
      "wavespeed/kissing-pro",
      #"{"image": "data:image/png;base64,\#(base64(Array(large.dropLast(20))))"}"#)
    rehearsal.run(for: .seconds(1))

    #expect(
      try rehearsal.job(job).input == #"{"image": "media:\#(SHA256.digest(of: large))"}"#)
    #expect(try rehearsal.job(long).error?.contains("bytes without its pictures") == true)
    #expect(try rehearsal.job(broken).error?.contains("is cut off") == true)
    #expect(rehearsal.network.submissions.map(\.job) == [job])
  }

  @Test func `a crash while it is on its way costs nothing: it is uploaded anew`() throws {
    rehearsal.files.onPut = { _ in nil }
    let job = try insert(try keep(png()))
    rehearsal.run(for: .seconds(1))
    #expect(try rehearsal.standing(job) == "queued - 0")

    rehearsal.files.onPut = { _ in .replied(status: 200, "") }
    try rehearsal.restart()
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(rehearsal.network.submissions.count == 1)
  }

  @Test func `one that the API could not read is uploaded anew for the next attempt`() throws {
    let job = try insert(try keep(png()))
    rehearsal.run(for: .seconds(1))
    rehearsal.answer(
      .poll(AttemptID(job, 1)), failed("p\(job)", code: 1402, "cannot read the image"))
    #expect(try rehearsal.count("SELECT count(*) FROM uploads") == 0)
  }

  @Test func `a job that is cancelled meanwhile is not sent`() throws {
    rehearsal.files.onPut = { _ in nil }
    let job = try insert(try keep(png()))
    rehearsal.run(for: .seconds(1))
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled'")
    rehearsal.run(for: .seconds(10))

    #expect(try rehearsal.standing(job) == "cancelled - 0")
    #expect(rehearsal.network.submissions.isEmpty)
  }

  private func keep(_ bytes: [UInt8]) throws -> Digest {
    var draft = try rehearsal.files.pictures.draft()
    try draft.take(bytes.span)
    return try draft.keep()
  }

  @discardableResult
  private func insert(_ digest: Digest) throws -> JobID {
    try rehearsal.insert("wavespeed/kissing-pro", #"{ "image" : "\#(digest.address)" }"#)
  }

  private func base64(_ bytes: [UInt8]) -> String {
    var encoder = Base64Encoder()
    return String(decoding: encoder.take(bytes.span) + encoder.finish(), as: UTF8.self)
  }

  private var places: Int {
    rehearsal.network.sent.count { if case .place = $0.exchange { true } else { false } }
  }

  /// Of the submissions.
  private var bodies: [String] {
    rehearsal.network.sent.filter { $0.request.purpose == .submit }
      .map { String(decoding: $0.request.body, as: UTF8.self) }
  }
}

private let place = replied(
  200,
  """
  {"code":200,"data":{"download_url":"https://up.test/a.png","upload":{"method":"PUT",
  "url":"https://storage.test/put?a=b","headers":{"X-Token":"t"},"expires_at":null}}}
  """)
