import Glibc
import SQLite
import Store
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct `Checking before starting` {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test func `all well is exit 0, and a word on each part`() throws {
    let simulator = try CheckSimulator("--key", secret, "--balance", "12.5")
    try makeQueue()

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(0))
    #expect(
      checked.subjects
        == ["database", "lock", "outputs", "address", "clock", "key"].map { "ok \($0)" })
    #expect(checked.stdout.contains("the account has $12.50 left"))
    #expect(checked.stderr.isEmpty)
  }

  @Test func `nothing is made and nothing changes`() throws {
    let simulator = try CheckSimulator()
    let empty = try check(api: simulator.url)
    #expect(empty.status == .exited(0))
    #expect(empty.stdout.contains("is made at the first start"))
    #expect(["queue.db", "queue.db.lock", "outputs"].allSatisfy { !folder.exists($0) })

    try makeQueue()
    let database = try folder.read("queue.db")
    let lock = try folder.read("queue.db.lock")
    _ = try check(api: simulator.url)

    #expect(try folder.read("queue.db") == database)
    #expect(try folder.read("queue.db.lock") == lock)
  }

  @Test func `a folder for outputs whose own folder is not there is a finding`() throws {
    let simulator = try CheckSimulator()
    let checked = try check("--outputs", folder.file("films/new"), api: simulator.url)
    #expect(checked.status == .exited(1))
    #expect(checked.stdout.contains("nor is \(folder.file("films")), in which it would be made"))
    _ = try folder.makeDirectory("films")
    #expect(
      try check("--outputs", folder.file("films/new"), api: simulator.url).status == .exited(0))
  }

  @Test func `a daemon at work is named and is no problem`() throws {
    let simulator = try CheckSimulator()
    let daemon = try start([], api: simulator.url)
    _ = try daemon.readLine(from: .stderr) { $0.contains("ready") }

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(0))
    #expect(checked.stdout.contains("held by wavespoold with pid \(daemon.pid)"))
    daemon.send(signal: SIGTERM)
    #expect(try daemon.wait().status == .exited(0))
  }

  @Test func `a key that the API refuses is a finding, and is not shown`() throws {
    let simulator = try CheckSimulator("--key", "another")

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(1))
    #expect(checked.subjects.suffix(3) == ["ok address", "ok clock", "problem key"])
    #expect(!(checked.stdout + checked.stderr).contains(secret))
  }

  @Test func `a key that the API repeats is not shown`() throws {
    let body = "{\"code\":401,\"message\":\"the key \(secret) is not known\"}"
    let api = try ScriptedServer([.read, .reply(body, status: 401)])

    let checked = try check(api: api.url)

    #expect(checked.stdout.contains("the key [key] is not known"))
    #expect(!checked.stdout.contains(secret))
  }

  @Test func `without a key the address and the clock are looked at all the same`() throws {
    let simulator = try CheckSimulator("--key", "another")

    let checked = try check(api: simulator.url, key: nil)

    #expect(checked.status == .exited(1))
    #expect(checked.subjects.suffix(3) == ["ok address", "ok clock", "problem key"])
    #expect(checked.stdout.contains("WAVESPEED_API_KEY_FILE"))
  }

  @Test(arguments: [("90s", "90 s behind"), ("-90s", "90 s ahead of")])
  func `a clock that is wrong is a finding`(skew: String, words: String) throws {
    let simulator = try CheckSimulator("--clock-skew", skew)

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(1))
    #expect(checked.subjects.contains("problem clock"))
    // Whole seconds are all that the header says.
    let lower = words.replacing("90", with: "89")
    #expect(checked.stdout.contains(words) || checked.stdout.contains(lower))
  }

  @Test func `a port where nothing listens is a finding`() throws {
    let checked = try check(api: "http://127.0.0.1:1")

    #expect(checked.status == .exited(1))
    #expect(checked.subjects.suffix(3) == ["problem address", "unknown clock", "unknown key"])
    #expect(checked.stdout.contains("no connection to 127.0.0.1"))
  }

  @Test func `a name that no resolver knows is a finding`() throws {
    let checked = try check(api: "https://nowhere.invalid")

    #expect(checked.status == .exited(1))
    #expect(checked.stdout.contains("no address found"))
  }

  @Test(arguments: ["502-html", "500", "404", "garbage", "cut-headers", "close"])
  func `an API that is ill or another's is a finding`(effect: String) throws {
    let simulator = try CheckSimulator("--fault", "balance: \(effect)")

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(1))
    #expect(checked.subjects.contains("problem address"))
  }

  @Test(arguments: [("403", "problem key"), ("429", "unknown key")])
  func `a key that is known but not served is told apart`(effect: String, line: String) throws {
    let simulator = try CheckSimulator("--fault", "balance: \(effect)")

    let checked = try check(api: simulator.url)

    #expect(checked.subjects.suffix(3) == ["ok address", "ok clock", line])
    #expect(checked.status == .exited(line == "unknown key" ? 0 : 1))
  }

  @Test func `an account without credit is a finding`() throws {
    let simulator = try CheckSimulator("--balance", "0")

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(1))
    #expect(checked.stdout.contains("no credit left ($0.00)"))
  }

  @Test func `a database that is none, or somebody else's, is a finding`() throws {
    let simulator = try CheckSimulator()
    try folder.write(String(repeating: "no database ", count: 100), to: "queue.db")
    let none = try check(api: simulator.url)
    #expect(none.status == .exited(1))
    #expect(none.stdout.contains("is not an SQLite database"))

    try folder.write([], to: "queue.db")
    #expect(try check(api: simulator.url).stdout.contains("gets its schema at the first start"))

    let other = try Connection(path: folder.file("queue.db"), mode: .readWrite)
    try other.execute("CREATE TABLE recipes (name TEXT)")
    let foreign = try check(api: simulator.url)
    #expect(foreign.status == .exited(1))
    #expect(foreign.stdout.contains("not wavespool's"))
  }

  @Test func `a newer schema is a finding`() throws {
    let simulator = try CheckSimulator()
    try makeQueue()
    try Connection(path: folder.file("queue.db"), mode: .readWrite)
      .execute("PRAGMA user_version = 999")

    let checked = try check(api: simulator.url)

    #expect(checked.status == .exited(1))
    #expect(checked.stdout.contains("made by a newer wavespool (schema 999)"))
  }

  @Test func `an address that is none is a finding, a flag that is none is wrong usage`() throws {
    #expect(try check(api: "http://example.com").status == .exited(1))
    #expect(try check("--chekc", api: "http://127.0.0.1:1").status == .exited(2))
    #expect(try check("--until-idle", api: "http://127.0.0.1:1").status == .exited(2))
  }

  @Test func `an answer cannot forge a line`() throws {
    let body = "{\"code\":401,\"message\":\"no\\nok       key       accepted\\u001b[2J\"}"
    let api = try ScriptedServer([.read, .reply(body, status: 401)])

    let checked = try check(api: api.url)

    #expect(checked.subjects.last == "problem key")
    #expect(!checked.stdout.contains("\u{1b}"))
  }
}

extension `Checking before starting` {
  private func check(
    _ more: String..., api: String, key: String? = secret
  ) throws -> Program.Ended {
    try start(["--check"] + more, api: api, key: key).wait()
  }

  private func start(
    _ arguments: [String], api: String, key: String? = secret
  ) throws -> Program {
    try Program(
      try Program.built("wavespoold"),
      ["--db", folder.file("queue.db"), "--api-url", api] + arguments,
      environment: key.map { ["WAVESPEED_API_KEY": $0] } ?? [:])
  }

  private func makeQueue() throws {
    #expect(
      try start(["--until-idle"], api: "http://127.0.0.1:1").wait().status == .exited(0))
  }
}

/// Long and unlike anything else that is printed.
private let secret = "sk-7f3a9c51e2"

extension Program.Ended {
  /// Verdict and subject of each line.
  fileprivate var subjects: [String] {
    stdout.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map { line in
      line.split(separator: " ", omittingEmptySubsequences: true).prefix(2).joined(separator: " ")
    }
  }
}
