import SQLite
import Spool
import Store
import TestSupport
import Testing

/// What was written is what is sent. A shell that speaks Latin-1 writes bytes that are no UTF-8, and
/// SQLite keeps them.
@Suite struct `An input that is no UTF-8` {
  let rehearsal: Rehearsal

  init() throws {
    rehearsal = try Rehearsal()
    rehearsal.answerUploads { placeForPicture }
  }

  @Test(arguments: ["e9", "c3", "eda080", "f8888080"])
  func `fails its job with the reason: nothing is altered, sent or charged`(bytes: String) throws {
    let start = hex(#"{"image":"https://a.b/c.png","prompt":"caf"#)
    try rehearsal.sql(
      """
      INSERT INTO jobs (model, input)
      VALUES ('wavespeed-ai/veo2-i2v', CAST(x'\(start)\(bytes)\(hex(#""}"#))' AS TEXT))
      """)
    rehearsal.run(for: .seconds(5))

    #expect(rehearsal.submittedBodies == [])
    #expect(try rehearsal.standing(JobID(1)) == "failed - 0")
    #expect(try rehearsal.job(JobID(1)).error?.contains("not valid UTF-8") == true)
    #expect(
      try rehearsal.shell.text("SELECT hex(input) FROM jobs")?.lowercased()
        == start + bytes + hex(#""}"#))
  }

  @Test func `fails its job too where it is as long as a picture`() throws {
    let image = "data:image/png;base64,\(base64([UInt8](repeating: 7, count: 2_500_000)))"
    try rehearsal.sql(
      """
      INSERT INTO jobs (model, input)
      VALUES ('wavespeed-ai/veo2-i2v',
        CAST(CAST('{"image":"\(image)","prompt":"caf' AS BLOB) || x'e9227d' AS TEXT))
      """)
    rehearsal.run(for: .seconds(5))

    #expect(rehearsal.submittedBodies == [])
    #expect(try rehearsal.job(JobID(1)).error?.contains("not valid UTF-8") == true)
  }

  private func hex(_ text: String) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
