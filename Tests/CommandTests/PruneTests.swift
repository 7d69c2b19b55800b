import JSON
import TestSupport
import Testing

@Suite struct `Pruning` {
  let queue: QueueUnderTest

  init() throws { queue = try QueueUnderTest() }

  private func left() throws -> String? {
    try queue.text("SELECT coalesce(group_concat(id), '') FROM jobs")
  }

  @Test func `what has ended goes, its money stays`() throws {
    try queue.add("completed", outcome: "completed", prediction: "a")
    let queued = try queue.add("queued")
    try queue.add("failed", error: "no")
    #expect(try queue.run("prune", "--dry-run").stderr.contains("Would remove 2 jobs"))
    let asked = try queue.run("prune")
    #expect(asked.code == 2 && asked.stderr.contains("2 jobs"))
    #expect(try queue.json("prune", "--yes")["removed"]?.int == 2)
    #expect(try left() == "\(queued)")
    #expect(try queue.number("SELECT count(*) FROM attempts") == 1)
  }

  @Test func `an age and a status narrow it`() throws {
    let old = try queue.add("failed", error: "no")
    try queue.sql("UPDATE jobs SET finished_at = '2026-01-01 00:00:00.000', revision = 2")
    let new = try queue.add("failed", error: "no")
    let other = try queue.add("completed")
    #expect(try queue.json("prune", "--older-than", "1h", "--yes")["removed"]?.int == 1)
    #expect(try left() == "\(new),\(other)")
    #expect(try queue.json("prune", "--status", "failed", "--yes")["removed"]?.int == 1)
    #expect(try left() == "\(other)")
    #expect(old != new)
  }

  @Test func `what would be lost is kept`() throws {
    let unsaved = try queue.add("completed", outcome: "completed", prediction: "a")
    let live = try queue.add("cancelled", outcome: "accepted", prediction: "b")
    try queue.sql(
      "INSERT INTO outputs (job_id, position, url, expires_at) VALUES (\(unsaved), 0, 'https://x/', '2099-01-01 00:00:00.000')"
    )
    let ended = try queue.run("prune", "--yes")
    #expect(ended.code == 0 && ended.stderr.contains("Kept 1 job with outputs"))
    #expect(ended.stderr.contains("Kept 1 cancelled job"))
    #expect(try left() == "\(unsaved),\(live)")

    try queue.sql("UPDATE outputs SET status = 'saved'")
    #expect(try queue.json("prune", "--yes")["removed"]?.int == 1)
  }

  @Test func `what --once will not know any more is said`() throws {
    for _ in 0..<4 { try queue.add("completed", outcome: nil) }
    try queue.add("failed", error: "no")
    try queue.sql("UPDATE jobs SET dedup_key = 'k' || id, revision = 2 WHERE id <> 1")
    let words = "3 of them had a key: 'enqueue --once' will not know them any more."

    let trial = try queue.run("prune", "--dry-run")
    #expect(trial.errorLines == ["Would remove 5 jobs.", words])
    #expect(try queue.json("prune", "--dry-run")["keyed_completed"]?.int == 3)
    let ended = try queue.run("prune", "--yes")
    #expect(ended.errorLines == ["Removed 5 jobs.", words])
  }

  @Test func `nothing to remove is no mistake`() throws {
    #expect(try queue.run("prune").code == 0)
    #expect(try queue.run("prune", "--status", "queued").code == 2)
  }

  @Test func `many go in short transactions`() throws {
    try queue.sql(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450)
      INSERT INTO jobs (model, input, status, finished_at, revision, actor)
      SELECT 'wavespeed/kissing-pro', '{}', 'failed', '2026-01-01 00:00:00.000', 1, 'daemon' FROM n
      """)
    #expect(try queue.json("prune", "--yes")["removed"]?.int == 450)
    #expect(try left() == "")
  }
}
