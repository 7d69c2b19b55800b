import Daemon
import Media
import SQLite
import Spool
import Store
import TestSupport
import Testing

@Suite struct `An output that comes inside the answer` {
  let rehearsal: Rehearsal
  private let film = aFilm(1012)
  private var uri: String { "data:video/mp4;base64,\(base64(film))" }

  init() throws {
    rehearsal = try Rehearsal()
  }

  @Test func `is saved like any other, and nobody is asked for it`() throws {
    let job = try rehearsal.complete(with: uri)

    #expect(try rehearsal.output(job) == "saved|1012|\(SHA256.digest(of: film))|video/mp4|")
    let day = try #require(try rehearsal.job(job).finishedAt).dayText
    #expect(try rehearsal.directory.read("outputs/\(day)/\(job)-1.mp4") == film)
    #expect(rehearsal.files.asked.isEmpty)
    #expect(rehearsal.outlook.isQuiet)
  }

  @Test func `shows by its beginning alone, and leaves nothing in the database`() throws {
    let job = try rehearsal.complete(with: uri)

    let label = String(uri.prefix(80)) + "…"
    #expect(try rehearsal.shell.text("SELECT url FROM outputs WHERE job_id = ?1", job) == label)
    #expect(
      try rehearsal.shell.text("SELECT outputs ->> 0 FROM jobs WHERE id = ?1", job) == label)
    #expect(try rehearsal.count("SELECT count(*) FROM inline_outputs") == 0)
  }

  @Test func `that is malformed is said to be, once and for all`() throws {
    let job = try rehearsal.complete(with: "data:video/mp4;base64,AAAA*AAA")

    #expect(try rehearsal.output(job) == "failed||||the data: URI is not Base64 throughout")
    #expect(try rehearsal.count("SELECT count(*) FROM inline_outputs") == 0)
    #expect(try rehearsal.job(job).status == .completed)
    #expect(rehearsal.outlook.isQuiet)
  }

  @Test func `that is empty is said to be`() throws {
    let job = try rehearsal.complete(with: "data:video/mp4;base64,")

    #expect(try rehearsal.output(job) == "failed||||there is nothing in it")
  }

  @Test func `is not saved when it is larger than allowed`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('largest_output', '1KB')")
    let job = try rehearsal.complete(with: uri)

    #expect(try rehearsal.output(job) == "failed||||it is larger than 1KB")
    #expect(rehearsal.outlook.isQuiet)
  }

  @Test func `that is cut off is kept with a word: there is no other`() throws {
    let job = try rehearsal.complete(
      with: "data:video/mp4;base64,\(base64(Array(film.prefix(300))))")

    #expect(
      try rehearsal.output(job).hasSuffix(
        "|video/mp4|the film ends 712 bytes before its mdat box does; it came inside the API's "
          + "answer"))
  }

  @Test func `waits in the database while the disk is too full, and through a restart`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('disk_floor', '1000000TB')")
    let job = try rehearsal.complete(with: uri)
    #expect(try rehearsal.output(job).hasPrefix("pending"))
    try rehearsal.restart()

    try rehearsal.sql("UPDATE settings SET value = '0' WHERE key = 'disk_floor'")
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.output(job).hasPrefix("saved|1012|"))
  }

  @Test func `is not kept where it is not wanted, then or later`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('nsfw', 'skip')")
    let job = try rehearsal.complete(flag: true, with: uri)
    #expect(try rehearsal.output(job) == "skipped||||not saved: flagged, and nsfw is skip")
    #expect(try rehearsal.count("SELECT count(*) FROM inline_outputs") == 0)

    try rehearsal.sql("UPDATE settings SET value = 'save'")
    rehearsal.run(for: .seconds(60))
    #expect(try rehearsal.output(job).hasPrefix("skipped"))
  }

  @Test func `goes into quarantine when it is flagged`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('nsfw', 'quarantine')")
    try rehearsal.complete(flag: true, with: uri)

    #expect(
      try rehearsal.shell.text("SELECT path FROM outputs")?.contains("/outputs/quarantine/")
        == true)
  }

  @Test func `goes with its job`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('disk_floor', '1000000TB')")
    let job = try rehearsal.complete(with: uri)
    #expect(try rehearsal.count("SELECT count(*) FROM inline_outputs") == 1)

    try rehearsal.sql("DELETE FROM jobs WHERE id = \(job)")
    #expect(try rehearsal.count("SELECT count(*) FROM inline_outputs") == 0)
  }

  @Test func `whose content is gone is given up in words`() throws {
    try rehearsal.sql("INSERT INTO settings VALUES ('disk_floor', '1000000TB')")
    let job = try rehearsal.complete(with: uri)
    try rehearsal.sql("DELETE FROM inline_outputs")

    try rehearsal.sql("UPDATE settings SET value = '0' WHERE key = 'disk_floor'")
    rehearsal.run(for: .seconds(60))
    #expect(
      try rehearsal.output(job) == "failed||||it came inside the API's answer, which is gone")
    #expect(rehearsal.outlook.isQuiet)
  }

  private func base64(_ bytes: [UInt8]) -> String {
    var encoder = Base64Encoder()
    return String(decoding: encoder.take(bytes.span) + encoder.finish(), as: UTF8.self)
  }
}
