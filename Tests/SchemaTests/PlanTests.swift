import Testing

/// A partial index serves a query that says the index's own condition, or one of the words that it
/// joins by OR: of a list, `status IN ('completed', 'failed', …)`, SQLite would not see that
/// `status = 'failed'` lies within it.
@Suite struct `Without a scan and without sorting` {
  @Test(arguments: [
    (
      "jobs_ready",
      """
      SELECT id FROM jobs WHERE model = ? AND status = 'queued' AND run_after IS NULL AND waits_for IS NULL
        ORDER BY priority DESC, id LIMIT ?
      """
    ),
    (
      "jobs_due",
      """
      SELECT id FROM jobs WHERE status = 'queued' AND run_after IS NOT NULL AND run_after <= ?
        ORDER BY run_after LIMIT ?
      """
    ),
    (
      "jobs_due",
      "SELECT min(run_after) FROM jobs WHERE status = 'queued' AND run_after IS NOT NULL"
    ),
    (
      "jobs_live",
      "SELECT id FROM jobs WHERE status = 'submitting' OR status = 'uncertain' OR status = 'running'"
    ),
    ("jobs_live", "SELECT * FROM jobs WHERE status = 'running'"),
    (
      "jobs_ended",
      """
      SELECT id FROM jobs WHERE (status = 'completed' OR status = 'failed' OR status = 'cancelled')
        AND finished_at < ? LIMIT ?
      """
    ),
    (
      "jobs_ended",
      """
      SELECT id FROM jobs WHERE status = 'failed' AND finished_at < ? ORDER BY finished_at LIMIT ?
      """
    ),
    (
      "jobs_ended",
      """
      SELECT id, finished_at FROM jobs
        WHERE status = ? AND (status = 'completed' OR status = 'failed' OR status = 'cancelled')
        AND (finished_at, id) > (?, ?) AND finished_at < ? ORDER BY finished_at, id LIMIT ?
      """
    ),
    (
      "jobs_with_pictures",
      """
      SELECT id, input FROM jobs
        WHERE id > ? AND (instr(input, 'media:') OR instr(input, '\\u00')) ORDER BY id
      """
    ),
    (
      "events_of_no_job",
      "SELECT id FROM events WHERE job_id IS NULL AND at < ? ORDER BY at LIMIT ?"
    ),
    (
      "jobs_dedup",
      """
      SELECT id FROM jobs WHERE dedup_key = ?
        AND (status = 'queued' OR status = 'submitting' OR status = 'uncertain' OR status = 'running')
      """
    ),
    (
      "events_by_people",
      """
      SELECT id, job_id, kind FROM events
        WHERE id > ? AND actor <> 'daemon' AND kind <> 'enqueued' ORDER BY id
      """
    ),
    ("events_of_job", "SELECT * FROM events WHERE job_id = ? ORDER BY id"),
    ("attempts_prediction", "SELECT job_id, number FROM attempts WHERE prediction_id = ?"),
    ("attempts_sent", "SELECT model FROM attempts WHERE sent_at > ? ORDER BY sent_at"),
    ("PRIMARY KEY", "SELECT outcome FROM attempts WHERE job_id = ? ORDER BY number DESC LIMIT 1"),
  ])
  func `is answered`(_ index: String, _ query: String) throws {
    let plan = try Shell.empty.ask("EXPLAIN QUERY PLAN \(query)")

    #expect(plan.contains("SEARCH"))
    #expect(plan.contains(index))
    #expect(!plan.contains("TEMP B-TREE"))
    #expect(!plan.contains("SCAN"))
  }

  /// The whole of a small partial index, which holds the live attempts alone.
  @Test func `but for the few attempts that hold a slot`() throws {
    let plan = try Shell.empty.ask(
      """
      EXPLAIN QUERY PLAN SELECT job_id, number FROM attempts
        WHERE outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted'
      """)

    #expect(
      plan.contains("USING INDEX attempts_live") || plan.contains("COVERING INDEX attempts_live"))
  }
}
