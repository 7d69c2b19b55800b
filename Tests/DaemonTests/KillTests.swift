import Glibc
import JSON
import TestSupport
import Testing

@Suite struct `A daemon killed at any moment` {
  let site: Site

  init() throws {
    site = try Site()
    try site.makeDatabase()
    _ = try site.ask(
      """
      INSERT INTO settings VALUES ('poll_min', '20ms');
      UPDATE limits SET in_flight = NULL, polls_per_second = NULL;
      """)
  }

  @Test(arguments: [1, 2, 3])
  func `pays for nothing twice, and what it was submitting is uncertain`(seed: UInt64) throws {
    let api = try SimulatedAPI("--fault", "submit p=0.5: late=20ms")
    var dice = Dice(seed: seed)
    for round in 0..<12 {
      let daemon = try site.ready(api.url, "--log-level", "debug")
      try site.insert(4, prompt: "round \(round) of seed \(seed)")
      // No clock decides: it dies after so many lines of its log.
      for _ in 0..<dice.number(1...9) { _ = try daemon.readLine(from: .stderr) }
      daemon.send(signal: SIGKILL)
      #expect(try daemon.wait().status == .signalled(SIGKILL))
    }
    _ = try site.run(api.url, "--until-idle")

    #expect(try api.counter("duplicates") == 0)
    let paid = try #require(try api.counter("accepted"))
    let known = try #require(
      Double(try site.ask("SELECT count(*) FROM attempts WHERE prediction_id IS NOT NULL")))
    let uncertain = try #require(
      Double(try site.ask("SELECT count(*) FROM jobs WHERE status = 'uncertain'")))
    #expect(known <= paid && paid <= known + uncertain, "no charge without a job that shows it")
    #expect(
      try site.ask(
        "SELECT DISTINCT status FROM jobs WHERE status NOT IN ('completed', 'uncertain')")
        == "")
    #expect(try site.ask("SELECT count(*) FROM jobs") == "48")
    #expect(try site.ask("PRAGMA integrity_check") == "ok")
  }

  @Test func `while its submission is on the wire: uncertain at the next start, not sent again`()
    throws
  {
    let answer = Gate()
    let asked = Knock()
    let server = try ScriptedServer(
      [.read, .call { asked.knock() }, .hold(answer), .reply("{}", status: 500), .again])
    func posts() -> Int {
      server.requests.count { $0.line.hasPrefix("POST /api/v3/wavespeed-ai/") }
    }
    try site.insert()
    let daemon = try site.ready(server.url)
    // The balance and a price may be asked for before it.
    repeat { try asked.wait() } while posts() == 0
    daemon.send(signal: SIGKILL)
    _ = try daemon.wait()
    #expect(try site.ask("SELECT status FROM jobs") == "submitting")

    answer.open()
    let ended = try site.run(server.url, "--until-idle")

    #expect(ended.status == .exited(1))
    #expect(try site.ask("SELECT status, attempts FROM jobs") == "uncertain|1")
    #expect(posts() == 1)
  }

  @Test func `while a prediction runs: its end is recorded by the next one`() throws {
    let api = try SimulatedAPI()
    try site.insert(1, prompt: "[sim:latency=500ms]")
    let daemon = try site.ready(api.url)
    _ = try daemon.readLine(from: .stderr) { $0.hasPrefix("info: accepted") }
    daemon.send(signal: SIGKILL)
    _ = try daemon.wait()

    #expect(try site.run(api.url, "--until-idle").status == .exited(0))
    #expect(try site.ask("SELECT status, attempts FROM jobs") == "completed|1")
    #expect(try api.counter("posts") == 1)
  }
}
