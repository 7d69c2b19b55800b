import Glibc
import SQLite
import Store
import TestSupport
import Testing

/// The real program under a service manager played by the test.
@Suite(.timeLimit(.minutes(3))) struct `What the service manager is told` {
  private let folder: TemporaryDirectory
  private let manager: NotifyListener

  init() throws {
    folder = try TemporaryDirectory()
    manager = try NotifyListener(folder.file("notify"))
  }

  @Test func `ready needs the lock, the schema and recovery, and no network`() throws {
    try leaveASubmissionBehind()
    let daemon = try start()

    let first = try manager.next()

    #expect(first == "READY=1")
    #expect(DaemonLock.holder(of: folder.file("queue.db")) == daemon.pid)
    #expect(try ask("SELECT status FROM jobs") == "uncertain")
  }

  @Test func `the status line counts live, and only speaks when something has changed`() throws {
    let simulator = try CheckSimulator("--latency", "1h")
    try makeQueue()
    try run(Array(repeating: anyJob, count: 3).joined(separator: ";"))
    let daemon = try start(api: simulator.url)
    _ = try manager.next { $0.contains("1 queued, 2 in flight") }

    try run(anyJob)
    let next = try manager.next { $0.hasPrefix("STATUS=") }

    #expect(next == "STATUS=2 queued, 2 in flight")
    daemon.send(signal: SIGTERM)
  }

  @Test func `stopping is said before the last submission is waited for`() throws {
    let daemon = try start()
    _ = try manager.next { $0 == "READY=1" }

    daemon.send(signal: SIGTERM)
    let word = try manager.next { $0.hasPrefix("STOPPING") }

    #expect(word.hasPrefix("STOPPING=1\nSTATUS="))
    #expect(try daemon.wait().status == .exited(0))
  }

  @Test func `a reload begins and ends`() throws {
    let daemon = try start()
    _ = try manager.next { $0 == "READY=1" }

    daemon.send(signal: SIGHUP)
    let begin = try manager.next { !$0.hasPrefix("STATUS=") }
    let end = try manager.next { !$0.hasPrefix("STATUS=") }

    #expect(begin.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    #expect(end == "READY=1")
  }

  @Test func `an idle daemon pats the watchdog in time`() throws {
    let daemon = try start(["WATCHDOG_USEC": "400000"])

    for _ in 0..<4 { _ = try manager.next { $0 == "WATCHDOG=1" } }

    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
  }

  @Test func `a daemon that cannot commit pats it all the same`() throws {
    let answer = Gate()
    let api = try ScriptedServer([
      .read, .hold(answer), .reply("gone wrong", status: 400),
    ])
    try makeQueue()
    try run(anyJob)
    let daemon = try start(["WATCHDOG_USEC": "400000"], api: api.url)
    _ = try daemon.readLine(from: .stderr) { $0.contains("submitting") }
    let neighbour = try Connection(path: folder.file("queue.db"), mode: .readWrite)
    try neighbour.execute("BEGIN IMMEDIATE")

    answer.open()
    _ = try daemon.readLine(from: .stderr) { $0.contains("is locked by another program") }
    _ = manager.rest()
    for _ in 0..<4 { _ = try manager.next { $0 == "WATCHDOG=1" } }

    try neighbour.execute("ROLLBACK")
    _ = try daemon.readLine(from: .stderr) { $0.contains("can be written again") }
  }

  @Test
  func `while nothing can be committed the status line says why, and counts again later`() throws {
    let answer = Gate()
    let api = try ScriptedServer([
      .read, .hold(answer), .reply("gone wrong", status: 400),
    ])
    try makeQueue()
    try run(anyJob)
    let daemon = try start(api: api.url)
    _ = try daemon.readLine(from: .stderr) { $0.contains("submitting") }
    let neighbour = try Connection(path: folder.file("queue.db"), mode: .readWrite)
    try neighbour.execute("BEGIN IMMEDIATE")

    answer.open()
    let word = try manager.next { $0.contains("locked") }

    #expect(word.hasPrefix("STATUS=nothing can be recorded or submitted, the database "))
    #expect(word.contains("is locked by another program; 0 queued, "))
    try neighbour.execute("ROLLBACK")
    _ = try manager.next { $0 == "STATUS=0 queued, 0 in flight" }
    daemon.send(signal: SIGTERM)
  }

  @Test func `a watchdog that waits for another process is left alone`() throws {
    let daemon = try start(["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"])
    _ = try manager.next { $0.hasPrefix("STATUS=") }

    daemon.send(signal: SIGTERM)

    #expect(try daemon.wait().status == .exited(0))
    #expect(!manager.rest().contains("WATCHDOG=1"))
  }

  @Test func `a watchdog that waits for this very process is served`() throws {
    let arguments = ["--db", folder.file("queue.db"), "--api-url", "http://127.0.0.1:1"]
    let daemon = try Program(
      "/bin/sh",
      ["-c", "WATCHDOG_PID=$$ exec \"$0\" \"$@\"", try Program.built("wavespoold")] + arguments,
      environment: [
        "WAVESPEED_API_KEY": "key", "NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "400000",
      ])

    let word = try manager.next { $0 == "WATCHDOG=1" }

    #expect(word == "WATCHDOG=1")
    daemon.send(signal: SIGTERM)
  }

  @Test func `an abstract socket is as good as one with a path`() throws {
    let abstract = try NotifyListener("@\(folder.path)")
    let daemon = try start(["NOTIFY_SOCKET": abstract.name])

    #expect(try abstract.next() == "READY=1")
    daemon.send(signal: SIGTERM)
  }

  @Test(arguments: ["", "notify", "@", "/" + String(repeating: "a", count: 200), "/nowhere/at/all"])
  func `a socket that cannot be spoken to changes nothing`(name: String) throws {
    let daemon = try start(["NOTIFY_SOCKET": name], ["--until-idle"])

    #expect(try daemon.wait().status == .exited(0))
  }
}

extension `What the service manager is told` {
  private func start(
    _ environment: [String: String] = [:], _ arguments: [String] = [],
    api: String = "http://127.0.0.1:1"
  ) throws -> Program {
    var environment = environment
    environment["WAVESPEED_API_KEY"] = "key"
    environment["NOTIFY_SOCKET"] = environment["NOTIFY_SOCKET"] ?? manager.name
    return try Program(
      try Program.built("wavespoold"),
      ["--db", folder.file("queue.db"), "--api-url", api] + arguments, environment: environment)
  }

  private func makeQueue() throws {
    let ended = try start(["NOTIFY_SOCKET": "none"], ["--until-idle"]).wait()
    #expect(ended.status == .exited(0))
  }

  private func run(_ script: String) throws {
    let connection = try Connection(
      path: folder.file("queue.db"), mode: .readWrite, busyTimeout: .seconds(5))
    try connection.execute(script)
  }

  private func ask(_ sql: String) throws -> String? {
    try Connection(path: folder.file("queue.db"), mode: .readWrite).text(sql)
  }

  /// What a crash between the claim's commit and the answer leaves.
  private func leaveASubmissionBehind() throws {
    try makeQueue()
    try run(
      """
      INSERT INTO jobs (model, input, status, attempts, submitted_at, revision, actor)
      VALUES ('wavespeed-ai/veo2-i2v', '{}', 'submitting', 1, '2026-04-01 12:00:00.000', 1,
              'daemon');
      INSERT INTO attempts (job_id, number, model, epoch, outcome, body, sent_at)
      VALUES (1, 1, 'wavespeed-ai/veo2-i2v', 1, 'sending', '{}', '2026-04-01 12:00:00.000')
      """)
  }
}

private let anyJob = """
  INSERT INTO jobs (model, input)
  VALUES ('wavespeed-ai/veo2-i2v', '{"image":"https://example.com/a.png","prompt":"a man bows"}')
  """
