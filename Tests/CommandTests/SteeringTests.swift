import JSON
import TestSupport
import Testing

@Suite struct `Limits` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
    try queue.wavespool("db", "migrate")
  }

  private func limits(_ scope: String) throws -> String? {
    try queue.text(
      """
      SELECT coalesce(in_flight, 'off') || ' ' || coalesce(per_minute, 'off') || ' '
        || coalesce(polls_per_second, 'off') FROM limits WHERE scope = '\(scope)'
      """)
  }

  @Test func `are shown as they are from the start`() throws {
    #expect(try limits("") == "2 off 10.0")
    let shown = try queue.wavespool("limit", "--json").json()
    #expect(shown["account"]?["in_flight"] == 2)
    #expect(shown["account"]?["per_minute"] == .null)
    #expect(shown["models"] == .object([:]))
  }

  @Test func `are those of a new account once their row was deleted`() throws {
    try queue.execute("DELETE FROM limits")
    #expect(try queue.wavespool("limit", "--json").json()["account"]?["in_flight"] == 2)

    try queue.wavespool("limit", "--per-minute", "30")
    #expect(try limits("") == "2 30 10.0")
  }

  @Test func `change one by one`() throws {
    let ended = try queue.wavespool("limit", "--in-flight", "5", "--per-minute", "30")
    #expect(ended.code == 0)
    #expect(ended.stdout == "")
    #expect(
      ended.errorLines == ["The account: 5 in flight, 30 a minute and 10 polls a second."])

    try queue.wavespool("limit", "--per-minute", "off", "--polls-per-second", "20")
    #expect(try limits("") == "5 off 20.0")
  }

  @Test func `leave what a 429 has lowered lowered, unless it is what is set`() throws {
    try queue.execute("UPDATE limits SET in_flight = 10, in_flight_for_now = 5")
    try queue.wavespool("limit", "--per-minute", "30")
    #expect(try queue.text("SELECT in_flight_for_now FROM limits") == "5")

    try queue.wavespool("limit", "--in-flight", "10")
    #expect(try queue.text("SELECT in_flight_for_now IS NULL FROM limits") == "1")
  }

  @Test func `of a model are its own`() throws {
    try queue.wavespool("limit", "veo2-i2v", "--in-flight", "1")

    #expect(try limits("wavespeed-ai/veo2-i2v") == "1 off off")
    #expect(try limits("") == "2 off 10.0")
    #expect(try queue.wavespool("limit").stdout.contains("wavespeed-ai/veo2-i2v          1"))
  }

  @Test(arguments: [
    ("bronze", "2 2 10.0"), ("silver", "300 500 10.0"), ("gold", "3000 3000 10.0"),
    ("ultra", "10000 5000 10.0"),
  ])
  func `of an account level are a word`(level: String, expected: String) throws {
    #expect(try queue.wavespool("limit", "--preset", level).code == 0)
    #expect(try limits("") == expected)
  }

  @Test(arguments: [
    ["--in-flight", "0"], ["--in-flight", "many"], ["--preset", "platinum"],
    ["--preset", "gold", "--in-flight", "1"], ["veo2-i2v", "--preset", "gold"],
  ])
  func `that make no sense change nothing`(words: [String]) throws {
    let ended = try queue.run(["limit"] + words)

    #expect(ended.code == 2)
    #expect((1...2).contains(ended.errorLines.count))
    #expect(try limits("") == "2 off 10.0")
  }
}

@Suite struct `Settings` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
    try queue.wavespool("db", "migrate")
  }

  @Test func `have defaults, and are shown alone for a script`() throws {
    #expect(try queue.wavespool("config", "poll_min").stdout == "2s\n")
    let shown = try queue.wavespool("config", "--json").json()
    #expect(shown["poll_min"] == "2s")
    #expect(shown["poll_max"] == "30s")
    #expect(shown["uncertain_policy"] == "hold")
  }

  @Test func `are explained, and what was changed is told apart`() throws {
    try queue.wavespool("config", "poll_min", "5s")
    let lines = try queue.wavespool("config").stdout.split(separator: "\n")

    #expect(lines.contains { $0.hasPrefix("poll_min ") && $0.hasSuffix("5s  (default: 2s)") })
    #expect(lines.contains { $0.hasPrefix("poll_max ") && $0.hasSuffix(" 30s") })
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [("36h", "1d12h"), ("off", "forever"), ("forever", "forever")])
  func `say how long what has ended is kept`(text: String, kept: String) throws {
    #expect(try queue.wavespool("config", "keep_completed").stdout == "30d\n")
    #expect(try queue.wavespool("config", "keep_completed", text).code == 0)
    #expect(try queue.wavespool("config", "keep_completed").stdout == "\(kept)\n")
  }

  @Test func `that are not understood are told as such, with what holds`() throws {
    try queue.wavespool("db", "migrate")
    try queue.execute(
      """
      PRAGMA ignore_check_constraints = ON;
      INSERT INTO settings VALUES ('poll_min', 'abc'), ('keep_failed', 'abc')
      """)
    let shown = try queue.wavespool("config").stdout
    #expect(shown.contains("2s\n    It is set to 'abc', which is not understood."))
    let one = try queue.wavespool("config", "poll_min")
    #expect(one.stdout == "2s\n" && one.stderr.contains("which is not understood"))
    #expect(try queue.wavespool("config", "--json").json()["keep_failed"] == "forever")
    let doctor = try queue.wavespool("doctor")
    #expect(doctor.code == 1 && doctor.stdout.contains("poll_min is set to 'abc'"))
    #expect(try queue.wavespool("config", "poll_min", "3s", "--json").json() == "3s")
  }

  @Test func `are sizes with their unit`() throws {
    for (text, kept) in [("0", "0"), ("1B", "1B"), ("1500000b", "1500KB"), ("2 GB", "2GB")] {
      #expect(try queue.wavespool("config", "disk_floor", text).code == 0)
      #expect(try queue.wavespool("config", "disk_floor").stdout == "\(kept)\n")
    }
  }

  @Test func `are kept in their plainest spelling`() throws {
    let ended = try queue.wavespool("config", "poll_min", "1500ms")

    #expect(ended.errorLines == ["poll_min is 1s500ms now."])
    #expect(try queue.wavespool("config", "poll_min").stdout == "1s500ms\n")
  }

  @Test(arguments: [
    (["pol_min"], "no setting is called 'pol_min'", "Did you mean 'poll_min'?"),
    (["poll_min", "5"], "poll_min cannot be '5'", "Give it a length of time"),
    (["poll_max", "0"], "poll_max cannot be '0'", "Give it a length of time"),
    (["poll_max", "100000d"], "poll_max cannot be '100000d'", "no longer than a day"),
    (["largest_output", "2"], "largest_output cannot be '2'", "Give it a size such as 500MB"),
    (["largest_output", "2B"], "largest_output cannot be '2B'", "no less than 1KB"),
    (["disk_floor", "500"], "disk_floor cannot be '500'", "Give it a size such as 500MB"),
    (["keep_failed", "0"], "keep_failed cannot be '0'", "Give it a length of time such as 30d"),
    (["keep_failed", "ever"], "keep_failed cannot be 'ever'", "or forever"),
    (["poll_min", "1m"], "poll_max is 30s", "'wavespool config poll_max 1m'"),
    (["poll_max", "1s"], "poll_min is 2s", "'wavespool config poll_min 1s'"),
  ])
  func `that cannot be are refused`(words: [String], message: String, hint: String) throws {
    let ended = try queue.run(["config"] + words)

    #expect(ended.code == 2)
    try #require(ended.errorLines.count == 2)
    #expect(ended.errorLines[0].contains(message))
    #expect(ended.errorLines[1].contains(hint))
    #expect(try queue.count("SELECT count(*) FROM settings") == 0)
  }
}

@Suite struct `Pausing by hand` {
  private let queue: Queue

  init() throws {
    queue = try Queue()
    try queue.wavespool("db", "migrate")
  }

  private func pauses() throws -> String? {
    try queue.text("SELECT group_concat(scope || ':' || reason, ' ') FROM pauses")
  }

  @Test func `and resuming is remembered and logged`() throws {
    try queue.wavespool("pause")
    #expect(try pauses() == ":hand")
    try queue.wavespool("resume")

    #expect(try pauses() == nil)
    #expect(
      try queue.text("SELECT group_concat(kind || ':' || actor || ':' || detail, ' ') FROM events")
        == "paused:cli:the account: by hand resumed:cli:the account: by hand")
  }

  @Test func `twice is once`() throws {
    try queue.wavespool("pause", "veo2-i2v")
    let again = try queue.wavespool("pause", "veo2-i2v")

    #expect(again.code == 0)
    #expect(again.stderr.contains("was paused already"))
    #expect(try queue.count("SELECT count(*) FROM events") == 1)
  }

  @Test func `of a model outlives resuming the account, and that is said`() throws {
    try queue.wavespool("pause", "veo2-i2v")
    let ended = try queue.wavespool("resume")

    #expect(ended.code == 0)
    #expect(
      ended.errorLines == [
        "The account was not paused.",
        "wavespeed-ai/veo2-i2v stays paused by hand. "
          + "'wavespool resume wavespeed-ai/veo2-i2v' ends that.",
      ])
    #expect(try pauses() == "wavespeed-ai/veo2-i2v:hand")
  }

  @Test func `ends what a person may end, and leaves what protects the account`() throws {
    try queue.execute(
      """
      INSERT INTO pauses (scope, reason, detail) VALUES ('', 'key', 'HTTP 401'), ('', 'hand', ''),
        ('', 'behind', ''), ('', 'throttled', '')
      """)
    let ended = try queue.wavespool("resume")

    #expect(try pauses() == ":behind :throttled")
    #expect(
      ended.stderr.contains("it was paused because the API does not accept the key (HTTP 401)."))
    #expect(ended.stderr.contains("stays paused because the database must be compared"))
  }

  @Test func `needs a model that there is`() throws {
    #expect(try queue.wavespool("pause", "veo9").code == 3)
    #expect(try pauses() == nil)
  }
}
