import SQLite
import Spool
import Store
import Testing

@Suite struct `What ended long ago` {
  let queue: Queue
  private let later = Timestamp.test + .seconds(100 * 86_400)

  init() throws { queue = try Queue() }

  @Test func `goes with its events and outputs, and leaves its money behind`() throws {
    let job = try completed("p1")
    let before = try spending()

    let pruned = try prune()

    #expect(pruned.removable == [job])
    #expect(try queue.shell.integer("SELECT count(*) FROM jobs") == 0)
    #expect(try queue.shell.integer("SELECT count(*) FROM events") == 0)
    #expect(try queue.shell.integer("SELECT count(*) FROM outputs") == 0)
    #expect(try queue.shell.integer("SELECT count(*) FROM attempts") == 1)
    #expect(try spending() == before)
    #expect(before != "")
  }

  @Test func `stays while its output is with the API alone`() throws {
    let job = try completed("p1", outputs: [Report.Output(url: "https://x/", nsfw: nil)])
    #expect(try prune(now: .test).unsaved == [job])

    try queue.shell.execute("UPDATE outputs SET status = 'saved'")
    #expect(try prune(now: .test).removable == [job])
  }

  @Test(arguments: ["sending", "uncertain", "accepted"])
  func `stays while an attempt of it is open`(outcome: String) throws {
    let job = try queue.running("p1")
    try queue.shell.execute(
      """
      UPDATE jobs SET status = 'cancelled';
      UPDATE jobs SET finished_at = '2026-01-01 00:00:00.000', revision = revision + 1;
      UPDATE attempts SET outcome = '\(outcome)';
      """)

    let pruned = try prune(.cancelled)

    #expect(pruned.live == [job] && pruned.removable.isEmpty)
    #expect(try queue.shell.integer("SELECT count(*) FROM jobs") == 1)
  }

  @Test(arguments: ["queued", "submitting", "uncertain", "running"])
  func `is never what has not ended`(status: String) throws {
    _ = try queue.insert()
    try queue.shell.execute(
      """
      UPDATE jobs SET status = '\(status)', finished_at = '2020-01-01 00:00:00.000',
        revision = revision + 1
      """)
    for ended in [Status.completed, .failed, .cancelled] {
      #expect(try prune(ended).last == nil)
    }
    #expect(try queue.shell.integer("SELECT count(*) FROM jobs") == 1)
  }

  @Test func `goes in the order of its end, some at a time, past what stays`() throws {
    let kept = try completed("p0", outputs: [Report.Output(url: "https://x/", nsfw: nil)])
    _ = try queue.insert(50)
    try queue.shell.execute(
      """
      UPDATE jobs SET status = 'completed', finished_at = '2026-01-01 00:00:00.000',
        revision = revision + 1 WHERE status = 'queued';
      UPDATE jobs SET finished_at = '2026-01-01 00:00:00.000', revision = revision + 1;
      """)
    var place = PrunePlace.beginning
    var removed: [JobID] = []
    var rounds = 0
    while true {
      let list = try prune(after: place, atMost: 7, now: .test)
      guard let last = list.last else { break }
      removed += list.removable
      place = last
      rounds += 1
    }
    #expect(removed.count == 50 && removed == removed.sorted() && !removed.contains(kept))
    #expect(rounds == 8)
  }

  @Test func `leaves no more than three hundred bytes an attempt`() throws {
    let count = 20_000
    try queue.shell.execute(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO jobs (model, input, status, attempts, finished_at, revision)
      SELECT 'test/film', '{}', 'failed', 1, '2026-01-01 00:00:00.000', 1 FROM n;
      INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at, body)
      SELECT id, 1, 'wavespeed-ai/open-video/image-to-video', 12, 'accepted',
        lower(hex(randomblob(16))), strftime('%Y-%m-%d %H:%M:%f', '2026-01-01', id || ' seconds'),
        hex(randomblob(300))
      FROM jobs;
      UPDATE attempts SET outcome = 'failed', body = NULL, accepted_at = sent_at,
        finished_at = sent_at, http_status = 200, error = 'it failed', error_code = 1402,
        inference_ms = 81234, polls = 12, price_usd = 0.24, charged_usd = 0.24;
      """)
    var place: PrunePlace? = .beginning
    while let next = place { place = try prune(.failed, after: next, atMost: 1000).last }
    try queue.store.vacuum()

    let bytes = try queue.store.fileSize().bytes
    #expect(try queue.shell.integer("SELECT count(*) FROM attempts") == Int64(count))
    #expect(bytes / Int64(count) <= 300, "\(bytes / Int64(count)) bytes an attempt")
  }

  private func completed(
    _ prediction: String, outputs: [Report.Output] = []
  ) throws -> JobID {
    let job = try queue.running(prediction)
    try queue.record(
      .reported(AttemptID(job, 1), report(prediction, .completed, outputs: outputs)), of: job)
    return job
  }

  private func prune(
    _ status: Status = .completed, after place: PrunePlace = .beginning, atMost count: Int = 100,
    now: Timestamp? = nil
  ) throws -> PruneList {
    try queue.store.writing { () throws(SQLiteError) in
      try queue.store.prune(
        status, before: later, after: place, atMost: count, now: now ?? later)
    }
  }

  private func spending() throws -> String {
    try queue.shell.text(
      "SELECT coalesce(group_concat(day || model || attempts || spent_usd), '') FROM spending")
      ?? ""
  }
}
