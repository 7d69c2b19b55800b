import Glibc
import TestSupport
import Testing

@Suite struct `Signals` {
  let site: Site

  init() throws {
    site = try Site()
    try site.makeDatabase()
    // One at a time: the server knows one prediction only, which two jobs cannot share.
    _ = try site.ask("UPDATE limits SET in_flight = 1")
    // The price is known already: the first request that the server sees is the submission.
    _ = try site.ask(
      """
      INSERT INTO quotes (model, inputs, price_usd, at)
      VALUES ('wavespeed-ai/veo2-i2v', '{}', 0.3, strftime('%Y-%m-%d %H:%M:%f', 'now'))
      """)
    try site.insert()
  }

  private let taken = ScriptedServer.Step.reply(
    #"{"code":200,"data":{"id":"p1","status":"created"}}"#)

  @Test(arguments: [SIGTERM, SIGINT])
  func `the first lets a submission on the wire finish, and records it`(signal: Int32) throws {
    let answer = Gate()
    let asked = Knock()
    let server = try ScriptedServer([.read, .call { asked.knock() }, .hold(answer), taken])
    let daemon = try site.ready(server.url)
    try asked.wait()
    try site.insert(3)

    daemon.send(signal: signal)
    _ = try daemon.readLine(from: .stderr) { $0.contains("stopping") }
    answer.open()

    #expect(try daemon.wait().status == .exited(0))
    let first = try site.ask("SELECT status, prediction_id, error FROM jobs WHERE id = 1")
    #expect(first == "running|p1|")
    #expect(try site.ask("SELECT pid IS NULL, stopped_at IS NOT NULL FROM daemon") == "1|1")
  }

  @Test func `the second leaves at once, and the submission is uncertain at the next start`() throws
  {
    let answer = Gate()
    let asked = Knock()
    let server = try ScriptedServer([.read, .call { asked.knock() }, .hold(answer)])
    let daemon = try site.ready(server.url)
    try asked.wait()

    daemon.send(signal: SIGTERM)
    _ = try daemon.readLine(from: .stderr) { $0.contains("stopping") }
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
    #expect(try site.ask("SELECT status FROM jobs") == "submitting")

    // From now on each connection ends without a byte: the history cannot be looked at.
    answer.open()
    #expect(try site.run(server.url, "--until-idle").status == .exited(1))
    #expect(try site.ask("SELECT status FROM jobs") == "uncertain")
    answer.open()
  }

  @Test func `SIGHUP reads the key file again, and the queue goes on with the new key`() throws {
    let api = try SimulatedAPI("--key", "new-key")
    _ = try site.ask("INSERT INTO settings VALUES ('poll_min', '10ms')")
    try site.directory.write("old-key\n", to: "key")
    let daemon = try site.ready(
      api.url, environment: ["WAVESPEED_API_KEY_FILE": site.directory.file("key")])
    _ = try daemon.readLine(from: .stderr) { $0.contains("submitting pauses") }

    try site.directory.write("new-key\n", to: "key")
    daemon.send(signal: SIGHUP)
    _ = try daemon.readLine(from: .stderr) { $0.contains("is another one") }
    _ = try daemon.readLine(from: .stderr) { $0.contains("completed") }
    daemon.send(signal: SIGHUP)
    _ = try daemon.readLine(from: .stderr) { $0.contains("is the same") }
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))

    #expect(try api.counter("accepted") == 1)
    #expect(try site.ask("SELECT status, attempts FROM jobs") == "completed|1")
  }

  @Test func `SIGHUP with a key file that cannot serve keeps the old key, and says so`() throws {
    let api = try SimulatedAPI("--key", "old-key")
    try site.directory.write("old-key\n", to: "key")
    _ = try site.ask("INSERT INTO settings VALUES ('poll_min', '10ms')")
    let daemon = try site.ready(
      api.url, environment: ["WAVESPEED_API_KEY_FILE": site.directory.file("key")])
    _ = try daemon.readLine(from: .stderr) { $0.hasPrefix("info: completed") }
    try site.directory.write("two\nlines\n", to: "key")
    daemon.send(signal: SIGHUP)
    _ = try daemon.readLine(from: .stderr) { $0.contains("the old API key stays in use") }

    try site.insert()
    _ = try daemon.readLine(from: .stderr) { $0.hasPrefix("info: completed") }
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
  }
}
