import Glibc
import SQLite
import TestSupport
import Testing

/// Programs that share the machine and the file with the daemon, and are not considerate.
@Suite(.timeLimit(.minutes(3))) struct `A neighbour of the daemon` {
  let site: Site

  init() throws {
    site = try Site()
    try site.makeDatabase()
    // The price is known already: the first request that a server sees is the submission.
    _ = try site.ask(
      """
      INSERT INTO settings VALUES ('poll_min', '10ms');
      UPDATE limits SET in_flight = NULL;
      INSERT INTO quotes (model, inputs, price_usd, at)
        VALUES ('wavespeed-ai/veo2-i2v', '{}', 0.3, strftime('%Y-%m-%d %H:%M:%f', 'now'));
      """)
  }

  private func neighbour() throws -> Connection {
    try Connection(path: site.database, mode: .readWrite, busyTimeout: .seconds(20))
  }

  private func submissions(_ server: ScriptedServer) -> Int {
    server.requests.count { $0.line.hasPrefix("POST /api/v3/wavespeed-ai/") }
  }

  @Test func `holds a write transaction: it is named, nothing is sent blindly, nothing is lost`()
    throws
  {
    let answer = Gate()
    let asked = Knock()
    let taken = #"{"code":200,"data":{"id":"p1","status":"created"}}"#
    let server = try ScriptedServer(
      [.read, .call { asked.knock() }, .hold(answer), .reply(taken)],
      [.read, .reply("gone wrong", status: 400), .again])
    let daemon = try site.ready(server.url)
    try site.insert(2)
    // Both are claimed in one transaction, or the second in the next: one is on the wire by now.
    try asked.wait()
    let neighbour = try neighbour()
    try neighbour.execute("BEGIN IMMEDIATE")
    try neighbour.execute(
      """
      INSERT INTO jobs (model, input) SELECT model, replace(input, '#', 'later #') FROM jobs
      """)
    let sent = submissions(server)

    answer.open()
    let said = try daemon.readLine(from: .stderr) { $0.contains("is locked by another program") }

    #expect(said.contains("(pid \(getpid()))"), "\(said)")
    #expect(submissions(server) <= 2, "what was committed before, and nothing else")
    #expect(sent <= submissions(server))
    #expect(try site.ask("SELECT count(*) FROM jobs WHERE status = 'running'") == "0")

    try neighbour.execute("COMMIT")
    _ = try daemon.readLine(from: .stderr) { $0.contains("can be written again") }
    let first = "SELECT status, prediction_id, attempts FROM jobs WHERE prediction_id = 'p1'"
    #expect(try site.ask(first) == "running|p1|1", "its answer was kept meanwhile")
    for _ in 0..<2 { _ = try daemon.readLine(from: .stderr) { $0.contains("gone wrong") } }
    daemon.send(signal: SIGKILL)
  }

  @Test func `reads an old state for as long as it likes: jobs go on, and the log is cut after it`()
    throws
  {
    let api = try SimulatedAPI("--latency", "20ms")
    _ = try site.ask("INSERT INTO settings VALUES ('save_outputs', 'off')")
    let daemon = try site.ready(api.url)
    let reader = try neighbour()
    try reader.reading { () throws in
      #expect(try reader.integer("SELECT count(*) FROM jobs") == 0)
      try site.insert(20)
      for _ in 0..<20 { _ = try daemon.readLine(from: .stderr) { $0.contains("completed") } }
      #expect(try reader.integer("SELECT count(*) FROM jobs") == 0, "it still reads the old state")
      let other = try neighbour()
      #expect(try other.integer("SELECT count(*) FROM jobs") == 20)
      other.busyTimeout = .zero
      #expect(try other.checkpoint(.truncate).isBusy)
    }
    #expect(try site.ask("SELECT DISTINCT status FROM jobs") == "completed")
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
    #expect(try api.counter("duplicates") == 0)
    #expect(try site.ask("PRAGMA integrity_check") == "ok")
  }

  @Test func `stops the daemon: an answer that came meanwhile is recorded, nothing is sent again`()
    throws
  {
    let answer = Gate()
    let asked = Knock()
    let sent = Knock()
    let taken = #"{"code":200,"data":{"id":"p1","status":"created"}}"#
    let server = try ScriptedServer([
      .read, .call { asked.knock() }, .hold(answer), .reply(taken), .call { sent.knock() },
      .untilPeerCloses,
    ])
    try site.insert()
    let daemon = try site.ready(server.url)
    try asked.wait()

    daemon.send(signal: SIGSTOP)
    answer.open()
    try sent.wait()
    #expect(try site.ask("SELECT status FROM jobs") == "submitting")
    daemon.send(signal: SIGCONT)

    _ = try daemon.readLine(from: .stderr) { $0.hasPrefix("info: accepted") }
    #expect(try site.ask("SELECT status, prediction_id, attempts FROM jobs") == "running|p1|1")
    #expect(submissions(server) == 1)
    daemon.send(signal: SIGKILL)
  }

  @Test(arguments: [
    "mv queue.db old.db && cp old.db queue.db", "rm queue.db queue.db-wal queue.db-shm",
    "rm queue.db && sqlite3 queue.db 'CREATE TABLE mine (a)'",
  ])
  func `puts another file in the database's place: it is said, and nothing more is sent`(
    deed: String
  ) throws {
    let answer = Gate()
    let asked = Knock()
    let server = try ScriptedServer([
      .read, .call { asked.knock() }, .hold(answer), .reply("gone wrong", status: 400),
    ])
    try site.makeDatabase()
    _ = try site.ask("UPDATE limits SET in_flight = 1")
    try site.insert()
    let daemon = try site.ready(server.url)
    try asked.wait()
    try site.insert(3)

    _ = try Program.run(
      "/bin/sh", ["-c", deed], environment: ["PATH": "/usr/bin:/bin"],
      directory: site.directory.path)
    let before = submissions(server)
    answer.open()

    let ended = try daemon.wait()
    #expect(ended.status == .exited(6))
    #expect(ended.stderr.contains("was replaced while in use"))
    #expect(submissions(server) == before)
  }
}
