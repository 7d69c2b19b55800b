import Daemon
import Glibc
import Media
import Spool
import SQLite
import Store
import TestSupport
import Testing

@Suite struct `A picture that no job names any more` {
  let rehearsal: Rehearsal

  init() throws { rehearsal = try Rehearsal() }

  @Test func `is removed, and the others stay`() throws {
    let unnamed = try keep(800, daysAgo: 2)
    let named = try keep(801, daysAgo: 2)
    try queue(#"{"image":"media:\#(named)"}"#)

    rehearsal.run(for: .seconds(3700))

    #expect(!isKept(unnamed))
    #expect(isKept(named))
  }

  @Test(arguments: [
    #"{"image":"https://x/","images":["https://y/",{"deep":"media:DIGEST"}]}"#,
    #"{"image":"\u006dedia:DIGEST"}"#, #"{"image":"\u006Dedia\u003aDIGEST","prompt":"a\"b"}"#,
    #"{"image":"media:media:DIGEST"}"#,
  ])
  func `is named however its name is written`(input: String) throws {
    let named = try keep(800, daysAgo: 2)
    try queue(input.split(separator: "DIGEST").joined(separator: named.text))

    rehearsal.run(for: .seconds(3700))

    #expect(isKept(named))
  }

  @Test(arguments: ["queued", "completed", "failed", "cancelled"])
  func `is named by a job whatever became of it, and goes once the job has gone`(status: String)
    throws
  {
    let named = try keep(800, daysAgo: 2)
    try queue(#"{"image":"media:\#(named)"}"#, status)
    rehearsal.run(for: .seconds(3700))
    #expect(isKept(named))

    try rehearsal.sql("DELETE FROM jobs")
    rehearsal.run(for: .seconds(3700))
    #expect(!isKept(named))
  }

  /// `enqueue` keeps the picture first, and commits the row some time later.
  @Test func `is left alone while its row may be on the way`() throws {
    let young = try keep(800, daysAgo: 0)
    rehearsal.run(for: .seconds(7400))
    #expect(isKept(young))

    rehearsal.run(for: .seconds(86_400))
    #expect(!isKept(young))
  }

  @Test func `is found among many that are named`() throws {
    let unnamed = try keep(799, daysAgo: 2)
    for width in 800..<840 {
      let named = try keep(UInt32(width), daysAgo: 2)
      let padding = String(repeating: "x", count: 100_000)
      try queue(#"{"image":"media:\#(named)","prompt":"\#(padding)"}"#, "failed")
    }
    rehearsal.run(for: .seconds(3700))

    #expect(!isKept(unnamed))
    let folder = MediaStore(besideDatabase: rehearsal.path)
    #expect(folder.oldPictures(keptBefore: .max, after: nil, atMost: 100).digests.count == 40)
  }

  @Test func `stays where another queue lies beside it`() throws {
    let unnamed = try keep(800, daysAgo: 2)
    _ = try Store.open(
      rehearsal.directory.file("other.db"), for: .writer(patience: .zero), builtIn: [])
    rehearsal.run(for: .seconds(3700))

    #expect(isKept(unnamed))
    #expect(rehearsal.diary.text.contains("other.db"))
  }

  /// Closing any descriptor of the database's files would drop SQLite's locks on them. The next
  /// shell to come would think that it is the first, and cut the log's index off under the daemon.
  @Test func `is looked for without touching the database's own files`() throws {
    _ = try keep(800, daysAgo: 2)
    try rehearsal.insert()
    rehearsal.run(for: .seconds(3700))

    // Asked as another process would, in the byte by which SQLite knows that the index is in use.
    // The descriptor stays open: closing it would be the very mistake.
    let index = open(rehearsal.path + "-shm", O_RDWR | O_CLOEXEC)
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_start = 128
    lock.l_len = 1
    let askAsAnother: Int32 = 36  // F_OFD_GETLK, which the module of Glibc hides
    #expect(fcntl(index, askAsAnother, &lock) == 0)
    #expect(lock.l_type == Int16(F_RDLCK))
  }

  private func keep(_ width: UInt32, daysAgo days: Int64) throws -> Digest {
    var draft = try rehearsal.files.pictures.draft()
    try draft.take(png(width).span)
    _ = try draft.facts()
    let digest = try draft.keep()
    let moment = Int((rehearsal.clock.wall - .seconds(days * 86_400)).milliseconds / 1000)
    var times = [timeval(tv_sec: moment, tv_usec: 0), timeval(tv_sec: moment, tv_usec: 0)]
    #expect(utimes(rehearsal.directory.file(place(digest)), &times) == 0)
    return digest
  }

  private func queue(_ input: String, _ status: String = "queued") throws {
    try rehearsal.shell.prepare(
      """
      INSERT INTO jobs (model, input, status, run_after, finished_at, revision)
      VALUES ('wavespeed/kissing-pro', ?1, ?2, iif(?2 = 'queued', '9999-01-01 00:00:00.000', NULL),
        iif(?2 = 'queued', NULL, '2099-01-01 00:00:00.000'), 1)
      """
    ).run(input, status)
  }

  private func isKept(_ digest: Digest) -> Bool {
    rehearsal.directory.exists(place(digest))
  }

  private func place(_ digest: Digest) -> String {
    "media/\(digest.text.prefix(2))/\(digest.text.dropFirst(2))"
  }
}
