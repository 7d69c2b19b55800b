import Glibc
import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `The database` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
  }

  private func place(_ environment: [String: String], _ words: String...) throws -> Program.Ended {
    try Program.run(
      try Program.built("wavespool"), ["db", "path"] + words, environment: environment)
  }

  @Test func `is where the flag, the environment or the standard says`() throws {
    let home = queue.directory.path
    let ended = try place(["HOME": home, "WAVESPOOL_DB": "/b"], "--db", "/a")
    #expect(ended.stdout == "/a\n")
    #expect(ended.errorLines == ["named by --db; it does not exist yet"])
    #expect(try place(["HOME": home, "WAVESPOOL_DB": "/b"]).stdout == "/b\n")
    let quiet = try place(["HOME": "/h", "XDG_STATE_HOME": home], "--quiet")
    #expect(quiet.stdout == "\(home)/wavespool/queue.db\n")
    #expect(quiet.stderr == "")
    #expect(try place(["HOME": home]).stdout == "\(home)/.local/state/wavespool/queue.db\n")
    let unset = try place(["HOME": home, "WAVESPOOL_DB": ""])
    #expect(unset.stdout == "\(home)/.local/state/wavespool/queue.db\n")
    #expect(try place(["WAVESPOOL_DB": ""]).code == 2)
  }

  @Test func `of a person is made in a folder that is theirs alone`() throws {
    let ended = try Program.run(
      try Program.built("wavespool"), ["db", "migrate"],
      environment: ["HOME": queue.directory.path])

    var facts = stat()
    stat(queue.directory.file(".local/state/wavespool"), &facts)
    #expect(ended.code == 0)
    #expect(facts.st_mode & 0o777 == 0o700)
  }

  @Test func `is made once by migrating`() throws {
    #expect(try queue.wavespool("db", "migrate").errorLines == ["Made \(queue.path)."])
    #expect(
      try queue.wavespool("db", "migrate").errorLines
        == ["\(queue.path) has the current schema."])
    #expect(try queue.count("SELECT count(*) FROM models") == 5)
    #expect(
      try queue.wavespool("db", "migrate", "--json").json()
        == ["path": .string(queue.path), "made": false])
  }

  @Test func `is sound as long as queue and ledger agree`() throws {
    try queue.run(["enqueue", "veo2-i2v"] + veoInputs)
    let ended = try queue.wavespool("db", "check")

    #expect(ended.code == 0)
    #expect(ended.stdout.hasPrefix("No damage: 1 job, 0 attempts, 1 event in "))
    #expect(ended.stderr == "")
  }

  @Test(arguments: [
    ("UPDATE jobs SET status = 'running', revision = 2", "job 1: it is running, but no attempt"),
    ("UPDATE jobs SET status = 'submitting', revision = 2", "job 1: it is being submitted, but"),
    ("UPDATE jobs SET status = 'completed', revision = 2", "job 1: it has completed, but no"),
    ("UPDATE jobs SET attempts = 2, revision = 2", "job 1: its count of attempts is not"),
    (
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at)
        VALUES (7, 1, 'm', 1, 'sending', '2026-01-01 00:00:00.000')
      """, "job 7: an attempt of it is live, but the job is not there"
    ),
    ("DELETE FROM models WHERE name LIKE '%veo2%'", "job 1: its model is not in the catalog"),
    ("DROP TRIGGER jobs_status_by_hand", "jobs_status_by_hand is missing from the schema"),
    ("DROP INDEX jobs_ready", "jobs_ready is missing from the schema"),
  ])
  func `has its contradictions told`(damage: String, finding: String) throws {
    try queue.run(["enqueue", "veo2-i2v"] + veoInputs)
    try queue.execute(damage)
    let ended = try queue.wavespool("db", "check")

    #expect(ended.code == 1)
    #expect(ended.stdout.hasPrefix(finding), "\(ended.stdout)")
    #expect(try queue.wavespool("db", "check", "--json").json()["findings"]?.array?.count == 1)
  }

  @Test func `may have tables of other people beside ours`() throws {
    try queue.wavespool("db", "migrate")
    try queue.execute("CREATE TABLE my_notes (a)")
    let ended = try queue.wavespool("db", "check")

    #expect(ended.code == 0)
    #expect(ended.errorLines == ["Not wavespool's own: my_notes."])
  }

  @Test func `is backed up while another program writes`() throws {
    try queue.run(["enqueue", "veo2-i2v"] + veoInputs)
    let writer = try queue.connection()
    let ended = try writer.immediate { () throws -> Program.Ended in
      try writer.execute("UPDATE jobs SET priority = 9")
      return try queue.wavespool("db", "backup", "copy.db")
    }

    #expect(ended.code == 0, "\(ended.stderr)")
    let copy = try queue.wavespool("export", "--db", queue.directory.file("copy.db"))
    #expect(copy.stdout.contains("a cat at sea"))
    #expect(!copy.stdout.contains("priority"))
    let files = try Program.run("/bin/ls", [queue.directory.path]).stdout
    #expect(!files.contains("partial"))
  }

  @Test func `is backed up as private as a queue should be`() throws {
    try queue.wavespool("db", "migrate")
    try queue.wavespool("db", "backup", "copy.db")

    var facts = stat()
    stat(queue.directory.file("copy.db"), &facts)
    #expect(facts.st_mode & 0o777 == 0o600)
  }

  @Test func `is never backed up over another file`() throws {
    try queue.wavespool("db", "migrate")
    try queue.directory.write("precious", to: "copy.db")
    let ended = try queue.wavespool("db", "backup", "copy.db")

    #expect(ended.code == 1)
    #expect(
      ended.errorLines[0].hasSuffix("copy.db is there already, and a backup never overwrites"))
    #expect(try queue.directory.readText("copy.db") == "precious")
  }

  @Test func `is not backed up to where nothing can be written`() throws {
    try queue.wavespool("db", "migrate")
    let ended = try queue.wavespool("db", "backup", "none/copy.db")

    #expect(ended.code == 1)
    #expect(
      ended.errorLines == ["wavespool: none/copy.db cannot be written: No such file or directory"])
  }

  @Test func `gives unused space back`() throws {
    try queue.wavespool("db", "migrate")
    try queue.execute(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      INSERT INTO jobs (model, input)
        SELECT 'wavespeed-ai/veo2-i2v', json_object('prompt', hex(randomblob(500))) FROM n;
      DELETE FROM jobs;
      """)
    let before = try queue.count("PRAGMA page_count")
    let ended = try queue.wavespool("db", "vacuum")

    #expect(ended.code == 0)
    #expect(ended.stderr.hasPrefix("Gave back "))
    #expect(try queue.count("PRAGMA page_count") < before / 2)
    #expect(try queue.wavespool("db", "vacuum").stderr.hasPrefix("Nothing to give back"))
  }

  /// As a database is that came out of another shell's `.dump`.
  @Test func `that cannot shrink bit by bit is written anew, unless it is served`() throws {
    try queue.wavespool("db", "migrate")
    try queue.execute("PRAGMA auto_vacuum = NONE; VACUUM")
    #expect(try queue.count("PRAGMA auto_vacuum") == 0)
    let lock = open(queue.path + ".lock", O_RDWR | O_CREAT, 0o600)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    let refused = try queue.wavespool("db", "vacuum")
    #expect(refused.code == 1)
    #expect(refused.stderr.contains("in use by") && refused.stderr.contains("Stop it"))

    #expect(flock(lock, LOCK_UN) == 0)
    let ended = try queue.wavespool("db", "vacuum")
    #expect(ended.code == 0)
    #expect(ended.stderr.contains("gives space back by itself"))
    #expect(try queue.count("PRAGMA auto_vacuum") == 2)
    #expect(try queue.text("PRAGMA journal_mode") == "wal")
  }
}
