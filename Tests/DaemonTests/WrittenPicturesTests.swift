import Daemon
import Media
import SQLite
import Spool
import TestSupport
import Testing

@Suite struct `Pictures that were written into the rows by hand` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.answerUploads { placeForPicture }
    try rehearsal.limit(inFlight: 1000)
  }

  /// Each may be tens of megabytes, which are held until they are kept.
  @Test(arguments: [10, 3_000_000])
  func `are kept two at a time, and each job is sent as soon as its own is`(bytes: Int) throws {
    for width in 0..<5 { try insert(picture(1300 + UInt32(width), bytes)) }
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.files.mostKeeping == 2)
    #expect(rehearsal.submittedBodies.count == 5)
    #expect(try rehearsal.count("SELECT count(*) FROM jobs WHERE input LIKE '%data:%'") == 0)
  }

  @Test func `wait for their turn though the one before is gone meanwhile`() throws {
    rehearsal.files.isBenchStill = true
    let jobs = try (0..<4).map { try insert(picture(1300 + UInt32($0), 10)) }
    rehearsal.run(for: .seconds(1))
    try rehearsal.sql("UPDATE jobs SET status = 'cancelled' WHERE id IN (1, 3)")
    rehearsal.run(for: .seconds(1))
    rehearsal.files.isBenchStill = false
    rehearsal.run(for: .seconds(1))

    #expect(rehearsal.network.submissions.map(\.job) == [jobs[1], jobs[3]])
    #expect(rehearsal.files.mostKeeping == 2)
  }

  /// What the bench has read is not what stands there any more.
  @Test func `that were edited while they were read do not fail their job`() throws {
    rehearsal.files.isBenchStill = true
    let long = String(repeating: "long ", count: 600_000)
    let job = try rehearsal.insert(
      "wavespeed-ai/veo2-i2v", #"{"image":"https://a.b/c.png","prompt":"\#(long)"}"#)
    let broken = try rehearsal.insert(
      "wavespeed/kissing-pro", #"{"image": "data:image/webp;base64,\#(base64(png()))"}"#)
    rehearsal.run(for: .seconds(1))
    // What was read is there at the moment at which the edit is seen.
    rehearsal.files.isBenchStill = false
    rehearsal.clock.advance(by: .milliseconds(1))
    try rehearsal.shell.prepare("UPDATE jobs SET input = ?1 WHERE id = ?2")
      .run(#"{"image":"https://a.b/c.png","prompt":"short"}"#, job)
    try rehearsal.shell.prepare("UPDATE jobs SET input = ?1 WHERE id = ?2")
      .run(#"{"image":"https://a.b/c.png"}"#, broken)
    rehearsal.run(for: .seconds(1))

    #expect(try rehearsal.standing(job) == "running accepted 1")
    #expect(try rehearsal.standing(broken) == "running accepted 1")
  }

  private func picture(_ width: UInt32, _ bytes: Int) -> [UInt8] {
    let pixels = [UInt8](repeating: 7, count: bytes)
    return Array(png(width).dropLast(12)) + pngChunk("prIv", pixels) + png().suffix(12)
  }

  @discardableResult
  private func insert(_ picture: [UInt8]) throws -> JobID {
    try rehearsal.insert(
      "wavespeed/kissing-pro", #"{"image": "data:image/png;base64,\#(base64(picture))"}"#)
  }
}
