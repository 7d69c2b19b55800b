import JSON
import TestSupport
import Testing

@Suite struct `Queuing again` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  @Test func `a failed job gets one more attempt, and the price is told`() throws {
    let id = try queue.add("failed", outcome: "failed", prediction: "p", error: "no")
    try queue.sql("UPDATE jobs SET max_attempts = 1")
    let ended = try queue.run("retry", "\(id)")
    #expect(ended.code == 0 && ended.stderr.contains("one more attempt is authorised, for $0.40"))
    #expect(try queue.text("SELECT status FROM jobs") == "queued")
  }

  @Test func `a job that has attempts left is told how many may be paid for`() throws {
    let id = try queue.add("failed", error: "refused")
    #expect(try queue.run("explain", "\(id)").stdout.contains("up to 3 more times, for $0.40 each"))
    let ended = try queue.run("retry", "\(id)")
    #expect(ended.stderr.contains("up to 3 attempts are authorised, for $0.40 each"))
    #expect(
      try queue.text("SELECT detail FROM events WHERE kind = 'requeued'")
        == "3 more attempts are authorised")
  }

  @Test func `what was to start later goes at once when it is queued again, and is told so`() throws
  {
    let id = try queue.add("queued")
    try queue.sql("UPDATE jobs SET run_after = '2099-01-01'")
    let cancelled = try queue.run("cancel", "\(id)")
    #expect(cancelled.stderr.contains("would not wait until 2099-01-01 00:00:00 UTC"))
    #expect(try queue.run("retry", "\(id)").stderr.contains("to go as soon as its turn comes"))
  }

  @Test(arguments: [
    ("accepted", "running"), ("completed", "completed"), ("uncertain", "uncertain"),
  ])
  func `what was paid for is taken up again`(outcome: String, becomes: String) throws {
    let prediction = outcome == "uncertain" ? nil : "p"
    let id = try queue.add("cancelled", outcome: outcome, prediction: prediction)
    let job = try queue.json("retry", "\(id)")[0]
    #expect(job?["status"]?.string == becomes && job?["costs_usd"]?.double == 0)
    #expect(try queue.text("SELECT status FROM jobs") == becomes)
  }

  @Test(arguments: ["queued", "running", "uncertain", "completed"])
  func `only what failed or was cancelled is queued again`(status: String) throws {
    let id = try queue.add(status)
    let ended = try queue.run("retry", "\(id)")
    #expect(ended.code == 1 && ended.stderr.contains("job \(id)"))
  }

  @Test func `a key that another job has taken since is not taken back`() throws {
    let old = try queue.add("failed", error: "no")
    try queue.sql(
      """
      UPDATE jobs SET dedup_key = 'k' WHERE id = \(old);
      INSERT INTO jobs (model, input, dedup_key) VALUES ('wavespeed/kissing-pro', '{}', 'k');
      """)
    let free = try queue.add("failed", error: "no")
    let ended = try queue.run("retry", "--status", "failed", "--yes")
    #expect(ended.code == 1 && ended.stderr.contains("job \(old + 1) has its key 'k'"))
    #expect(ended.stderr.contains("'wavespool cancel \(old + 1)'"))
    #expect(try queue.text("SELECT status FROM jobs WHERE id = \(free)") == "queued")
    #expect(try queue.text("SELECT status FROM jobs WHERE id = \(old)") == "failed")
  }

  @Test func `a missing id is 3, and nothing is changed`() throws {
    let id = try queue.add("failed", error: "no")
    #expect(try queue.run("retry", "\(id)", "99").code == 3)
    #expect(try queue.text("SELECT status FROM jobs") == "failed")
  }
}
