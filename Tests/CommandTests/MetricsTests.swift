import JSON
import TestSupport
import Testing

@Suite struct `Metrics` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `every sample belongs to a family that says what it is`() throws {
    try queue.add("queued")
    try queue.add("running", outcome: "accepted", prediction: "a")
    try queue.add("completed", outcome: "completed", prediction: "b")
    try measure()
    let lines = try queue.run("metrics").lines
    var (family, kind) = ("", "")
    var families: Set<String> = []
    for line in lines {
      if line.hasPrefix("# TYPE ") {
        let words = line.split(separator: " ")
        (family, kind) = (String(words[2]), String(words[3]))
        #expect(families.insert(family).inserted)
        #expect(family.hasPrefix("wavespool_"))
        #expect(family.hasSuffix("_total") == (kind == "counter"))
      } else if !line.hasPrefix("#") {
        let name = line.prefix { $0 != "{" && $0 != " " }
        let endings = kind == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        #expect(endings.contains { name == family + $0 }, "\(line)")
        #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil)
      }
    }
    #expect(lines.contains(#"wavespool_jobs{status="queued"} 1"#))
    #expect(lines.contains(#"wavespool_in_flight{model="wavespeed/kissing-pro"} 1"#))
    #expect(lines.contains(#"wavespool_spent_usd_total{model="wavespeed/kissing-pro"} 0.4"#))
    #expect(lines.contains("wavespool_daemon_up 0"))
    #expect(lines.contains(#"wavespool_api_answers_total{call="poll",status="429"} 3"#))
  }

  @Test func `all that is watched is there`() throws {
    try queue.add("queued")
    try queue.add("running", outcome: "accepted", prediction: "a")
    try queue.add("completed", outcome: "completed", prediction: "b")
    try queue.sql("UPDATE daemon SET balance_usd = 5")
    try measure()
    let page = try queue.run("metrics").stdout
    for family in [
      "queue_jobs", "oldest_job_seconds", "in_flight", "in_flight_limit", "attempts_total",
      "polls_total", "api_answers_total", "completion_lag_seconds", "prediction_seconds",
      "undecided_jobs", "charged_usd_total", "given_back_usd_total", "spent_usd_total",
      "pending_usd", "balance_usd", "wal_bytes", "database_bytes", "turn_seconds",
      "daemon_heartbeat_timestamp_seconds", "build_info",
    ] {
      #expect(page.contains("# TYPE wavespool_\(family) "), "\(family)")
    }
  }

  @Test func `a histogram's buckets hold what the shorter ones do`() throws {
    try measure()
    let lines = try queue.run("metrics").lines
    #expect(lines.contains(#"wavespool_turn_seconds_bucket{le="0.0003"} 3"#))
    #expect(lines.contains(#"wavespool_turn_seconds_bucket{le="0.001"} 5"#))
    #expect(lines.contains(#"wavespool_turn_seconds_bucket{le="+Inf"} 6"#))
    #expect(lines.contains("wavespool_turn_seconds_sum 0.5"))
    #expect(lines.contains("wavespool_turn_seconds_count 6"))
  }

  @Test func `as many things need a person as status names`() throws {
    try queue.add("queued")
    try queue.add("uncertain", outcome: "uncertain")
    try queue.sql(
      """
      UPDATE attempts SET needs_person = 'no search found it', looks = 9;
      INSERT INTO pauses (scope, reason, step)
        VALUES ('', 'key', 0), ('', 'hand', 0), ('', 'behind', 1);
      INSERT INTO outputs (job_id, position, url, status) VALUES (1, 0, 'https://x/', 'failed');
      """)
    let named = try queue.json("status")["attention"]?.array?.count
    #expect(named == 5)
    #expect(try queue.run("metrics").lines.contains("wavespool_needs_person 5"))
  }

  @Test func `a label cannot break out of its quotes`() throws {
    try queue.sql(
      """
      INSERT INTO models (name, item, source)
        VALUES ('a"b\\c', json_object('model_id', 'a"b\\c'), 'added');
      INSERT INTO jobs (model, input) VALUES ('a"b\\c', '{}');
      """)
    #expect(try queue.run("metrics").stdout.contains(#"{model="a\"b\\c",status="queued"} 1"#))
  }

  /// As a daemon leaves it with its heartbeat.
  private func measure() throws {
    try queue.sql(
      """
      UPDATE daemon SET heartbeat_at = '2026-04-01 00:00:00.000', meters =
        'turns 0.5 1 2 2 0 0 0 0 0 0 1' || char(10) || 'answer poll 429 3' || char(10)
        || 'prediction a/b 61 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0'
      """)
  }
}
