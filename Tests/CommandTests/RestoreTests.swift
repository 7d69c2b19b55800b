import Glibc
import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `Restoring a backup` {
  private let queue: QueueUnderTest
  private let backup: String

  init() throws {
    queue = try QueueUnderTest()
    backup = queue.directory.file("monday.db")
  }

  /// Two jobs on Monday; since then a third, and the first has ended.
  private func lifeSinceMonday() throws {
    try queue.add("running", outcome: "accepted", prediction: "p1")
    try queue.add("queued")
    #expect(try queue.run("db", "backup", backup).code == 0)
    try queue.sql("UPDATE jobs SET status = 'cancelled' WHERE id = 2")
    try queue.add("queued")
  }

  private func pauses() throws -> String? {
    try queue.text("SELECT group_concat(scope || ':' || reason || ':' || step) FROM pauses")
  }

  @Test func `brings back what it holds, and nothing that came later`() throws {
    try lifeSinceMonday()
    let before = try inode()
    let ended = try queue.run("db", "restore", backup, "--yes")

    #expect(ended.code == 0, "\(ended.stderr)")
    #expect(ended.stdout == "")
    #expect(ended.errorLines[0].contains("from \(backup): 2 jobs and 1 attempt, up to 20"))
    #expect(try queue.text("SELECT group_concat(status) FROM jobs") == "running,queued")
    #expect(try queue.run("db", "check").code == 0)
    #expect(try inode() == before)
    #expect(try others() == [])
  }

  private func inode() throws -> UInt {
    var facts = stat()
    stat(queue.path, &facts)
    return facts.st_ino
  }

  /// What lies beside the database and its backup now.
  private func others() throws -> [Substring] {
    let listing = try Program.run("/bin/ls", [queue.directory.path]).stdout
    return listing.split(separator: "\n").filter { !$0.hasPrefix("queue.db") && $0 != "monday.db" }
      + listing.split(separator: "\n").filter { $0.contains("restoring") }
  }

  @Test(arguments: [[], ["--json"]])
  func `is not taken for a yes where nobody can be asked`(words: [String]) throws {
    try lifeSinceMonday()
    let ended = try Program.run(
      try Program.built("wavespool"), ["db", "restore", backup, "--db", queue.path] + words)

    #expect(ended.code == 2, "\(ended.stderr)")
    #expect(ended.stderr.contains("this would replace all that \(queue.path) holds by 2 jobs"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 3)
    #expect(try others() == [])
  }

  @Test func `needs no yes where no job is lost by it`() throws {
    try lifeSinceMonday()
    try queue.sql(
      "UPDATE attempts SET outcome = 'failed'; UPDATE jobs SET status = 'failed', revision = revision + 1; DELETE FROM jobs"
    )
    let ended = try queue.run("db", "restore", backup)

    #expect(ended.code == 0, "\(ended.stderr)")
    #expect(try queue.number("SELECT count(*) FROM jobs") == 2)
  }

  @Test func `has it compared with the API's history before anything is submitted`() throws {
    try lifeSinceMonday()
    let monday = try queue.text("SELECT max(at) FROM events WHERE id <= 2")
    let ended = try queue.run("db", "restore", backup, "--yes")

    #expect(ended.errorLines[1].contains("until wavespoold has compared it"))
    #expect(try pauses() == ":behind:0")
    #expect(try queue.text("SELECT since FROM pauses") == monday)
    let resumed = try queue.run("resume")
    #expect(resumed.stderr.contains("ends when it has been compared"))
    #expect(try pauses() == ":behind:0")
  }

  @Test func `that was compared is resumed by a person`() throws {
    try lifeSinceMonday()
    _ = try queue.run("db", "restore", backup, "--yes")
    try queue.sql("UPDATE pauses SET step = 1")

    #expect(try queue.run("resume").code == 0)
    #expect(try pauses() == nil)
  }

  @Test func `without jobs has nothing to compare`() throws {
    _ = try queue.run("db", "backup", backup)
    try queue.add("queued")
    let ended = try queue.run("db", "restore", backup, "--json", "--yes")

    #expect(try JSON(parsing: ended.stdout)["jobs"] == 0)
    #expect(try pauses() == nil)
    #expect(try queue.number("SELECT count(*) FROM jobs") == 0)
  }

  @Test func `makes the database where there is none`() throws {
    try lifeSinceMonday()
    let place = queue.directory.file("new.db")
    let ended = try Program.run(
      try Program.built("wavespool"), ["db", "restore", backup, "--db", place])

    #expect(ended.code == 0, "\(ended.stderr)")
    #expect(try Connection(path: place, mode: .readWrite).integer("SELECT count(*) FROM jobs") == 2)
  }

  @Test func `is refused while a daemon serves the database`() throws {
    try lifeSinceMonday()
    let lock = open(queue.path + ".lock", O_RDWR | O_CREAT, 0o600)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let ended = try queue.run("db", "restore", backup, "--yes")

    #expect(ended.code == 1)
    #expect(ended.stderr.contains("in use by another wavespoold"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 3)
  }

  @Test func `waits for nobody's transaction for ever`() throws {
    try lifeSinceMonday()
    let writer = try Connection(path: queue.path, mode: .readWrite)
    let ended = try writer.immediate { () throws -> Program.Ended in
      try queue.run("db", "restore", backup, "--yes")
    }

    #expect(ended.code == 6, "\(ended.stderr)")
    #expect(ended.stderr.contains("locked by another program"))
    #expect(try queue.number("SELECT count(*) FROM jobs") == 3)
    #expect(try others() == [])
  }

  @Test(arguments: [
    ("text", "is not an SQLite database"), ("foreign", "not wavespool's"),
    ("damaged", "cannot be restored"), ("newer", "made by a newer wavespool"),
    ("missing", "there is no backup at"), ("itself", "is the database itself"),
  ])
  func `that is none changes nothing`(kind: String, message: String) throws {
    try lifeSinceMonday()
    var path = queue.directory.file("bad.db")
    switch kind {
    case "text": try queue.directory.write("This is no database, for sure.\n", to: "bad.db")
    case "foreign":
      try Connection(path: path, mode: .readWriteCreate).execute("CREATE TABLE a (b)")
    case "damaged":
      let bytes = try queue.directory.read("monday.db")
      try queue.directory.write(
        Array(bytes.prefix(8192)) + [UInt8](repeating: 7, count: bytes.count - 8192), to: "bad.db")
    case "newer":
      try queue.directory.write(try queue.directory.read("monday.db"), to: "bad.db")
      try Connection(path: path, mode: .readWrite).execute("PRAGMA user_version = 99")
    case "itself": path = queue.path
    default: break
    }
    let ended = try queue.run("db", "restore", path, "--yes")

    #expect(ended.code == 2)
    #expect(ended.errorLines[0].contains(message), "\(ended.stderr)")
    #expect(try queue.number("SELECT count(*) FROM jobs") == 3)
    #expect(try pauses() == nil)
    #expect(try others().filter { $0 != "bad.db" } == [])
  }
}

@Suite struct `Having a database compared` {
  private let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `pauses it until a daemon has done so`() throws {
    try queue.add("queued")
    let ended = try queue.run("db", "reconcile")

    #expect(ended.code == 0)
    #expect(ended.errorLines[1].contains("it is compared when wavespoold starts"))
    #expect(
      try queue.text("SELECT scope || ':' || reason || ':' || step FROM pauses") == ":behind:0")
    #expect(
      try queue.number("SELECT julianday('now') - julianday(since) BETWEEN 6.9 AND 7.1 FROM pauses")
        == 1)
    #expect(try queue.run("status").stdout.contains("until wavespoold has compared it"))
  }

  @Test func `says that a daemon does so at once`() throws {
    try queue.add("queued")
    let lock = open(queue.path + ".lock", O_RDWR | O_CREAT, 0o600)
    defer { close(lock) }
    flock(lock, LOCK_EX | LOCK_NB)

    #expect(try queue.run("db", "reconcile").stderr.contains("wavespoold compares it now"))
    #expect(try queue.json("db", "reconcile") == ["asked": true, "daemon_running": true])
  }

  @Test func `again is done again`() throws {
    try queue.add("queued")
    _ = try queue.run("db", "reconcile")
    try queue.sql("UPDATE pauses SET step = 1")
    _ = try queue.run("db", "reconcile")

    #expect(try queue.run("status").stdout.contains("until wavespoold has compared it"))
    // What the first one has found stays to be looked at.
    #expect(try queue.number("SELECT step FROM pauses") == 2)
  }

  @Test func `needs jobs, and a database`() throws {
    #expect(try queue.run("db", "reconcile").stderr.contains("nothing to compare"))
    #expect(try queue.number("SELECT count(*) FROM pauses") == 0)
    let nowhere = queue.directory.file("none.db")
    let ended = try Program.run(
      try Program.built("wavespool"), ["db", "reconcile", "--db", nowhere])
    #expect(ended.code == 6 && access(nowhere, F_OK) != 0)
  }
}
