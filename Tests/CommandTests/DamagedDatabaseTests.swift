import TestSupport
import Testing

@Suite struct `A damaged database` {
  private let queue: QueueUnderTest

  /// All but its beginning is overwritten, as by a failing disk.
  init() throws {
    queue = try QueueUnderTest()
    try queue.sql(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO jobs (model, input)
        SELECT 'wavespeed/kissing-pro', json_object('prompt', hex(randomblob(500))) FROM n;
      PRAGMA wal_checkpoint(TRUNCATE);
      """)
    var bytes = try queue.directory.read("queue.db")
    for place in bytes.count / 2..<bytes.count / 4 * 3 { bytes[place] = 7 }
    try queue.directory.write(bytes, to: "queue.db")
  }

  @Test func `has its findings told one a line, and advice that works`() throws {
    let ended = try queue.run("db", "check")

    #expect(ended.code == 1, "\(ended.stderr)")
    #expect(ended.lines.count > 3)
    #expect(!ended.stdout.contains(#"\n"#))
    #expect(ended.stderr.contains("-wal"))
    #expect(!ended.stderr.contains("db backup"))
  }

  @Test func `is blamed for a backup that fails, not its copy`() throws {
    let ended = try queue.run("db", "backup", queue.directory.file("copy.db"))

    #expect(ended.code == 6)
    #expect(
      ended.errorLines[0].contains("the database \(queue.path) is damaged"), "\(ended.stderr)")
    #expect(!ended.stderr.contains("partial"))
    #expect(ended.stderr.contains("-wal"))
  }

  @Test func `is not called full when it is asked to shrink`() throws {
    let ended = try queue.run("db", "vacuum")

    #expect(ended.code == 6, "\(ended.stderr)")
    #expect(ended.stderr.contains("is damaged"))
  }
}
