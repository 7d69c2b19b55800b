import Glibc
import TestSupport
import Testing

@Suite struct `The API key and the API's words` {
  let site: Site

  init() throws {
    site = try Site()
    try site.makeDatabase()
    try site.insert()
  }

  private func refusal(_ message: String) -> ScriptedServer.Step {
    .reply(#"{"code":400,"message":"\#(message)"}"#, status: 400)
  }

  @Test(arguments: [
    "your key is \(Site.key)!", #"your key is sk-secret\/0123456789+abcdef!"#,
    #"your key is \u0073k-secret\u002f0123456789\u002Babcdef!"#,
  ])
  func `a key that the API repeats is kept nowhere`(message: String) throws {
    let server = try ScriptedServer([.read, refusal(message)])
    let ended = try site.run(server.url, "--until-idle", "--log-level", "debug")
    #expect(ended.status == .exited(0))
    #expect(server.requests.first?.header("Authorization") == "Bearer \(Site.key)")

    #expect(try site.ask("SELECT error FROM jobs") == "your key is [key]!")
    #expect(!(ended.stdout + ended.stderr).contains("0123456789"))
    #expect(!(try site.everythingOnDisk()).contains("0123456789"))
  }

  /// Such keys are made up: for the simulator any will do.
  @Test(arguments: ["id", "data", "status", "outputs", "a", "code"])
  func `a key that is a word of the API's own spoils no answer`(key: String) throws {
    let api = try SimulatedAPI()
    let ended = try site.run(api.url, "--until-idle", environment: ["WAVESPEED_API_KEY": key])

    #expect(ended.status == .exited(0), "\(ended.stderr)")
    #expect(try site.ask("SELECT status FROM jobs") == "completed")
    #expect(!(try site.everythingOnDisk()).contains("[key]"))
  }

  @Test func `an old key that comes back after a new one was read is kept nowhere, too`() throws {
    let asked = Knock()
    let answer = Gate()
    let server = try ScriptedServer(
      [.read, .call { asked.knock() }, .hold(answer), refusal("your key is old-key-0123456789")])
    try site.directory.write("old-key-0123456789", to: "key")
    let daemon = try site.ready(
      server.url, environment: ["WAVESPEED_API_KEY_FILE": site.directory.file("key")])
    try asked.wait()
    try site.directory.write("new-key-9876543210", to: "key")
    daemon.send(signal: SIGHUP)
    _ = try daemon.readLine(from: .stderr) { $0.contains("read again") }
    answer.open()
    _ = try daemon.readLine(from: .stderr) { $0.contains("rejected") }
    daemon.send(signal: SIGTERM)
    let ended = try daemon.wait()

    #expect(!ended.stderr.contains("0123456789"))
    #expect(try site.ask("SELECT error FROM jobs") == "your key is [key]")
  }

  @Test(arguments: ["text", "json"])
  func `what the API says forges no line of the log and moves no cursor`(format: String) throws {
    let message =
      #"boom\ninfo: completed job=99\r\n{\"level\":\"info\"}\u001b[2J\u0007\u009b\u2028\" job=\"7"#
    let server = try ScriptedServer([.read, refusal(message)])
    let ended = try site.run(server.url, "--until-idle", "--log-format", format)
    #expect(ended.status == .exited(0))

    let lines = ended.stderr.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count == 3, "ready, submitting, rejected")
    #expect(lines.allSatisfy { !$0.contains("job=99") || $0.contains("boom") })
    #expect(
      ended.stderr.unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F
          || $0.value > 0x9F && $0.value != 0x2028
      })
  }

  @Test func `redirects are not followed: the key stays at home, the job is uncertain`() throws {
    let elsewhere = try ScriptedServer([.read, .reply("{}")])
    let server = try ScriptedServer(
      [.read, .reply("", status: 307, headers: ["Location: \(elsewhere.url)/"])])
    #expect(try site.run(server.url, "--until-idle").status == .exited(1))
    #expect(try site.ask("SELECT status FROM jobs") == "uncertain")
    #expect(elsewhere.requests.isEmpty)
  }
}
