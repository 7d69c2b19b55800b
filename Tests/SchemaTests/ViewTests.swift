import Testing

@Suite struct `The views for people` {
  @Test func `show depth and age of what waits or runs`() throws {
    let rows = try Shell.oneOfEach.ask(
      "SELECT model, status, jobs, oldest_seconds >= 0 FROM queue ORDER BY status")

    #expect(rows == "a/b|queued|1|1\na/b|running|1|1\na/b|submitting|1|1\na/b|uncertain|1|1")
  }

  @Test func `show where a job's time went`() throws {
    let row = try Shell.oneOfEach.ask(
      """
      UPDATE jobs SET created_at = '2026-04-01 12:00:00', submitted_at = '2026-04-01 12:00:01.500',
        finished_at = '2026-04-01 12:01:00.000', inference_ms = 41500, revision = revision + 1
        WHERE id = 5;
      SELECT wait_seconds, run_seconds, total_seconds, inference_seconds FROM durations WHERE id = 5;
      """)

    #expect(row == "1.5|58.5|60.0|41.5")
  }

  @Test func `show what was spent and what may still be`() throws {
    let row = try Shell.oneOfEach.ask(
      """
      UPDATE attempts SET price_usd = 0.1;
      UPDATE attempts SET price_usd = NULL WHERE job_id = 3;
      UPDATE attempts SET refunded = 1 WHERE outcome = 'failed';
      SELECT * FROM spending;
      """)

    #expect(row == "2026-04-01|a/b|6|1|0.1|0.3|1|0.0|0.0|0.0|0.0|0.1")
  }

  @Test func `show what failures cost, and what the bills say beside what was expected`() throws {
    let row = try Shell.oneOfEach.ask(
      """
      UPDATE attempts SET price_usd = 0.1;
      UPDATE attempts SET charged_usd = 0.15 WHERE outcome = 'completed';
      UPDATE attempts SET charged_usd = 0.1, given_back_usd = 0.1, refunded = 1
        WHERE outcome = 'failed';
      UPDATE attempts SET charged_usd = 0.1, given_back_usd = 0.02 WHERE outcome = 'accepted';
      SELECT completed, spent_usd, failed_usd, charged_usd, given_back_usd, difference_usd,
        usd_per_completed FROM spending;
      """)

    #expect(row == "1|0.1|0.0|0.45|0.14|0.01|0.1")
  }

  @Test func `show money by tag, for each tag of a job`() throws {
    let rows = try Shell.oneOfEach.ask(
      """
      UPDATE attempts SET price_usd = 0.1;
      UPDATE jobs SET tags = '["a","b"]', revision = revision + 1 WHERE status = 'completed';
      UPDATE jobs SET tags = '["b"]', revision = revision + 1 WHERE status = 'failed';
      SELECT tag, attempts, spent_usd, failed_usd, usd_per_completed FROM spending_by_tag ORDER BY tag;
      """)

    #expect(rows == "a|1|0.1|0.0|0.1\nb|2|0.2|0.1|0.2")
  }

  @Test func `show the outputs of completed jobs and of no others`() throws {
    let rows = try Shell.oneOfEach.ask(
      """
      INSERT INTO outputs (job_id, position, url, nsfw)
        VALUES (5, 0, 'u', 0), (5, 1, 'v', NULL), (8, 0, 'w', 1);
      SELECT job_id, position, prompt, url, status FROM gallery ORDER BY position;
      """)

    #expect(rows == "5|0|one|u|pending\n5|1|one|v|pending")
  }
}
