import JSON
import TestSupport
import Testing

@Suite struct `The real daemon against a simulated API` {
  let site: Site
  let api: SimulatedAPI

  init() throws {
    site = try Site()
    api = try SimulatedAPI()
    try site.makeDatabase()
  }

  private func hurry() throws {
    _ = try site.ask("INSERT INTO settings VALUES ('poll_min', '10ms')")
  }

  @Test func `a row inserted by the plain shell is submitted and ends with all its columns`() throws
  {
    try hurry()
    let daemon = try site.ready(api.url)
    _ = try site.ask(
      """
      INSERT INTO jobs (model, input) VALUES
        ('wavespeed/kissing-pro', '{"image":"https://example.com/a.png"}');
      """)
    _ = try daemon.readLine(from: .stderr) { $0.hasPrefix("info: completed") }
    daemon.send(signal: 15)
    #expect(try daemon.wait().status == .exited(0))

    let row = try site.ask(
      """
      SELECT status, attempts, inference_ms > 0, has_nsfw_contents, nsfw, json_array_length(outputs),
        error IS NULL, error_code IS NULL, prediction_id <> '', remote_status,
        submitted_at <= finished_at, created_at <= submitted_at, actor FROM jobs
      """)
    #expect(row == "completed|1|1|[false]|0|1|1|1|1|completed|1|1|daemon")
    let charged = try api.ledger()["predictions"]?.array?.first
    #expect(try site.ask("SELECT prediction_id FROM jobs") == charged?["id"]?.string)
    #expect(charged?["body"]?.string == #"{"image":"https://example.com/a.png"}"#)
    #expect(try api.counter("posts") == 1)
  }

  @Test func `a wrong row ends failed with the reason, and nothing is sent`() throws {
    _ = try site.ask("INSERT INTO jobs (model, input) VALUES ('wavespeed/kissing-pro', '{}')")
    #expect(try site.run(api.url, "--until-idle").status == .exited(0))
    #expect(try site.ask("SELECT status FROM jobs") == "failed")
    #expect(try site.ask("SELECT error FROM jobs").contains("image"))
    #expect(try api.counter("posts") == 0)
  }

  @Test func `until idle means until all is done, and says so with 0`() throws {
    try hurry()
    try site.insert(5)
    try site.insert(1, prompt: "[sim:fail=1200]")
    let ended = try site.run(api.url, "--until-idle")
    #expect(ended.status == .exited(0))
    #expect(try site.ask("SELECT status, count(*) FROM jobs GROUP BY 1") == "completed|5\nfailed|1")
  }

  @Test func `until idle waits for the minute's window instead of giving up`() throws {
    try hurry()
    // As if the minute's one submission had left 58 seconds ago.
    _ = try site.ask(
      """
      UPDATE limits SET per_minute = 1;
      INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at, finished_at)
        SELECT 99, 1, 'wavespeed-ai/veo2-i2v', 1, 'rejected', at, at
        FROM (SELECT strftime('%Y-%m-%d %H:%M:%f', 'now', '-58 seconds') AS at);
      """)
    try site.insert()
    let ended = try site.run(api.url, "--until-idle")
    #expect(ended.status == .exited(0))
    #expect(try site.ask("SELECT status FROM jobs") == "completed")
  }

  @Test(arguments: [
    ("UPDATE jobs SET run_after = '2999-01-01'", "queued, due 2999-01-01"),
    ("INSERT INTO pauses (scope, reason) VALUES ('', 'hand')", "queued"),
    ("INSERT INTO pauses (scope, reason) VALUES ('wavespeed-ai/veo2-i2v', 'permission')", "queued"),
    ("UPDATE limits SET in_flight = 0", "queued"),
  ])
  func `until idle names the jobs that cannot move, and exits 1`(
    how: String, words: String
  ) throws {
    try site.insert()
    _ = try site.ask(how)
    let ended = try site.run(api.url, "--until-idle")
    #expect(ended.status == .exited(1))
    #expect(ended.stderr.contains("1  \(words)"))
    #expect(try api.counter("posts") == 0)
  }

  @Test func `until idle names an uncertain job`() throws {
    try site.insert(1, prompt: "[sim:submit=close]")
    let ended = try site.run(api.url, "--until-idle")
    #expect(ended.status == .exited(1))
    #expect(ended.stderr.contains("1  uncertain"))
    #expect(try api.counter("posts") == 1)
  }

  @Test func `checking submits nothing`() throws {
    try site.insert()
    _ = try site.run(api.url, "--check")
    #expect(try api.counter("posts") == 0)
    #expect(try site.ask("SELECT status FROM jobs") == "queued")
  }
}
