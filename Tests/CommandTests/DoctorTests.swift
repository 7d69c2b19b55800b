import Glibc
import JSON
import SQLite
import TestSupport
import Testing

@Suite struct `The doctor` {
  private let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  /// As a daemon at work looks from outside; its lock is held for as long as the result lives.
  private func daemon(
    inode: UInt64? = nil, version: String = "0.1.0", heard: String = "-10 seconds"
  ) throws -> FakeDaemon {
    var facts = stat()
    stat(queue.path, &facts)
    try queue.sql(
      """
      UPDATE daemon SET epoch = 1, pid = 4711, version = '\(version)',
        api_url = 'https://api.wavespeed.ai', started_at = strftime('%Y-%m-%d %H:%M:%f', 'now'),
        heartbeat_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '\(heard)')
      """)
    return FakeDaemon(queue.path, "1 \(inode ?? UInt64(facts.st_ino)) 4711 0 -\n")
  }

  private func findings() throws -> [String] {
    try #require(try queue.json("doctor").array).compactMap { check in
      check["ok"] == false ? check["what"]?.string : nil
    }
  }

  @Test func `finds nothing where nothing is wrong`() throws {
    let ended = try queue.run("doctor")

    #expect(ended.code == 0, "\(ended.stdout)")
    #expect(ended.stdout.contains("no damage in"))
    #expect(ended.stdout.contains("wavespoold is not running"))
    #expect(ended.stderr.contains("Nothing is wrong on this side."))
    #expect(try findings() == [])
  }

  @Test func `is content with a daemon that lives`() throws {
    let daemon = try daemon()
    let ended = try queue.run("doctor")

    #expect(ended.code == 0, "\(ended.stdout)")
    #expect(ended.stdout.contains("wavespoold runs, pid 4711; last heard of 10s ago"))
    #expect(ended.stdout.contains("the API at https://api.wavespeed.ai"))
    withExtendedLifetime(daemon) {}
  }

  @Test func `hears that a daemon is silent, old or on another file`() throws {
    let daemon = try daemon(inode: 1, version: "0.0.9", heard: "-1 hour")
    let found = try findings()

    try #require(found.count == 3, "\(found)")
    #expect(found[0].contains("was replaced"))
    #expect(found[1].contains("has written nothing since"))
    #expect(found[2].contains("wavespoold is version 0.0.9"))
    #expect(try queue.run("doctor").code == 1)
    withExtendedLifetime(daemon) {}
  }

  @Test func `tells of work that waits for a daemon, with the remedy`() throws {
    try queue.add("queued")
    let ended = try queue.run("doctor")

    #expect(ended.code == 1)
    #expect(ended.stdout.contains("no daemon serves this database"))
    #expect(ended.stdout.contains("Start wavespoold."))
    #expect(ended.stderr == "1 finding.\n")
  }

  @Test func `names who holds a write transaction open`() throws {
    let writer = try Connection(path: queue.path, mode: .readWrite)
    try writer.immediate { () throws in
      let found = try findings()
      #expect(found.count == 1)
      #expect(found.first?.contains("held a write transaction open for a second") == true)
      #expect(found.first?.contains("(pid \(getpid()))") == true, "\(found)")
    }
    #expect(try findings() == [])
  }

  @Test func `names who reads an old state, behind which the log cannot be cut`() throws {
    let daemon = try daemon()
    let reader = try Connection(path: queue.path, mode: .readWrite)
    try reader.reading { () throws in
      #expect(try reader.integer("SELECT count(*) FROM jobs") == 0)
      try queue.add("queued")
      // As long as after minutes of writing: what lies behind its last frame means nothing.
      truncate(queue.path + "-wal", 201_000_000)
      let found = try findings()
      #expect(found.first?.hasPrefix("the log has grown to 201 MB") == true, "\(found)")
      #expect(try queue.run("doctor").stdout.contains("(pid \(getpid()))"))
    }
    withExtendedLifetime(daemon) {}
  }

  @Test func `sees damage`() throws {
    try queue.add("failed", error: String(repeating: "x", count: 9000))
    try queue.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    var bytes = try queue.directory.read("queue.db")
    // The first page stays: it is a database, but not a sound one.
    for place in 8192..<(bytes.count) where place % 4096 > 3000 { bytes[place] = 7 }
    try queue.directory.write(bytes, to: "queue.db")
    let ended = try queue.run("doctor")

    #expect(ended.code == 1)
    #expect(ended.stdout.contains("damaged"), "\(ended.stdout)")
    #expect(ended.stdout.contains("'wavespool db restore'"))
  }

  @Test func `knows when a clock was set back`() throws {
    try queue.sql(
      "INSERT INTO events (at, kind, actor) VALUES ('2999-01-01 00:00:00.000', 'paused', 'cli')")

    #expect(
      try findings().first?.hasPrefix("the database knows of 2999-01-01 00:00:00 UTC") == true)
  }

  @Test func `minds a database that anybody may write`() throws {
    chmod(queue.path, 0o666)
    #expect(try findings().first?.contains("anybody on this machine may write") == true)
    chmod(queue.path, 0o660)
    #expect(try findings() == [])
  }

  @Test func `passes on what the daemon recorded of the other side`() throws {
    let daemon = try daemon()
    try queue.add("completed", outcome: "throttled")
    try queue.sql(
      """
      UPDATE daemon SET trouble = 'the disk is slow', balance_usd = 4.5,
        balance_at = strftime('%Y-%m-%d %H:%M:%f', 'now');
      INSERT INTO pauses (scope, reason, detail, step) VALUES ('', 'key', 'HTTP 401', 0),
        ('', 'behind', 'compared', 1), ('', 'throttled', '', 0)
      """)
    let ended = try queue.run("doctor")

    #expect(ended.code == 1)
    #expect(ended.stdout.contains("$4.50 left on the account, asked just now"))
    #expect(ended.stdout.contains("the API said 429 once in the last day"))
    #expect(ended.stderr == "3 findings.\n", "\(ended.stdout)")
    withExtendedLifetime(daemon) {}
  }

  @Test func `looks around where there is no database`() throws {
    let ended = try Program.run(
      try Program.built("wavespool"), ["doctor", "--db", queue.directory.file("none.db")])

    #expect(ended.code == 1)
    #expect(ended.stdout.contains("there is no database at"))
    #expect(ended.stdout.contains("are free on the disk") == false)
    #expect(!queue.directory.exists("none.db"))
  }
}

/// Holds the lock that a daemon would hold.
private final class FakeDaemon {
  private let lock: CInt

  init(_ database: String, _ memory: String) {
    lock = open(database + ".lock", O_RDWR | O_CREAT, 0o600)
    _ = Array(memory.utf8).withUnsafeBytes { write(lock, $0.baseAddress, $0.count) }
    flock(lock, LOCK_EX | LOCK_NB)
  }

  deinit { close(lock) }
}
