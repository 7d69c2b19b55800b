import Testing

@Suite struct `By hand it is enough` {
  @Test(arguments: Shell.Manner.allCases)
  func `to insert a model and an input`(_ manner: Shell.Manner) throws {
    var shell = Shell.empty
    shell.manner = manner

    let row = try shell.ask(
      """
      INSERT INTO jobs (model, input) VALUES ('a/b', '{"prompt":"x"}');
      SELECT id, status, priority, tags, attempts, max_attempts, revision, actor IS NULL,
             created_at GLOB '[0-9][0-9][0-9][0-9]-*.[0-9][0-9][0-9]' FROM jobs;
      SELECT job_id, kind, from_status IS NULL, to_status, actor FROM events;
      """)

    #expect(row == "1|queued|0|[]|0|3|0|1|1\n1|enqueued|1|queued|sql")
  }

  @Test func `to insert many, with everything that can be chosen`() throws {
    let rows = try Shell.empty.ask(
      """
      INSERT INTO jobs (model, input, priority, tags, dedup_key, run_after, max_attempts,
                        max_price_usd)
        SELECT 'a/b', json_object('n', value), value, '["t"]', 'k' || value, datetime('now', '+1 day'),
               1, 0.5 FROM json_each('[1,2,3]');
      SELECT count(*), sum(length(run_after)) FROM jobs;
      SELECT count(*) FROM events;
      """)

    #expect(rows == "3|69\n3")
  }

  @Test func `to delete what has ended, with its events and outputs, but not what was paid`() throws
  {
    let left = try Shell.oneOfEach.ask(
      """
      INSERT INTO outputs (job_id, position, url) VALUES (5, 0, 'https://example.com/a.mp4');
      INSERT INTO inline_outputs VALUES (5, 0, 'data:video/mp4;base64,AAAA');
      DELETE FROM jobs WHERE id IN (1, 5, 6, 7);
      SELECT group_concat(id) FROM jobs;
      SELECT count(*) FROM events WHERE job_id IN (1, 5, 6, 7);
      SELECT count(*) FROM outputs;
      SELECT count(*) FROM inline_outputs;
      SELECT group_concat(job_id) FROM attempts;
      """)

    #expect(left == "2,3,4,8\n0\n0\n0\n2,3,4,5,6,8")
  }

  @Test func `to forget what was settled`() throws {
    let left = try Shell.oneOfEach.ask(
      "DELETE FROM attempts WHERE job_id IN (5, 6); SELECT count(*) FROM attempts")

    #expect(left == "4")
  }

  @Test func `and later ids go on where they were`() throws {
    let id = try Shell.empty.ask(
      """
      INSERT INTO jobs (model, input) VALUES ('a/b', '{}'), ('a/b', '{}');
      DELETE FROM jobs WHERE id = 2;
      INSERT INTO jobs (model, input) VALUES ('a/b', '{}') RETURNING id;
      """)

    #expect(id == "3")
  }
}

@Suite struct `The log of events` {
  @Test func `says once, and by whom, that a queued job was edited`() throws {
    let told = try Shell.oneOfEach.ask(
      """
      UPDATE jobs SET priority = 3, tags = '["x"]', max_attempts = 5, run_after = 'now' WHERE id = 1;
      UPDATE jobs SET priority = 3 WHERE id = 1;
      UPDATE jobs SET priority = 4, revision = revision + 1, actor = 'cli' WHERE id = 1;
      SELECT kind, to_status IS NULL, actor FROM events WHERE job_id = 1 AND kind <> 'enqueued';
      """)

    #expect(told == "edited|1|sql")
  }

  @Test(arguments: [
    ("1, 'cli'", "cli"), ("1, 'daemon'", "daemon"), ("0, NULL", "sql"), ("1, NULL", "sql"),
  ])
  func `says who enqueued`(_ revisionAndActor: String, _ actor: String) throws {
    let told = try Shell.empty.ask(
      """
      INSERT INTO jobs (model, input, revision, actor) VALUES ('a/b', '{}', \(revisionAndActor));
      SELECT actor FROM events;
      """)

    #expect(told == actor)
  }

  @Test(arguments: [
    ("", "sql"), (", revision = revision + 1, actor = 'cli'", "cli"),
    (", revision = revision + 1, actor = 'daemon'", "daemon"),
  ])
  func `says who cancelled and who queued again, once each`(_ ours: String, _ actor: String) throws
  {
    let told = try Shell.oneOfEach.ask(
      """
      UPDATE jobs SET status = 'cancelled'\(ours) WHERE id = 4;
      UPDATE jobs SET status = 'cancelled'\(ours) WHERE id = 4;
      UPDATE jobs SET status = 'queued'\(ours) WHERE id = 4;
      SELECT kind, from_status, to_status, actor FROM events WHERE job_id = 4 AND kind <> 'enqueued';
      """)

    #expect(told == "cancelled|running|cancelled|\(actor)\nrequeued|cancelled|running|\(actor)")
  }

  @Test func `does not take the command line's name for a later change by hand`() throws {
    let told = try Shell.empty.ask(
      """
      INSERT INTO jobs (model, input, revision, actor) VALUES ('a/b', '{}', 1, 'cli');
      UPDATE jobs SET status = 'cancelled';
      SELECT actor FROM events WHERE kind = 'cancelled';
      """)

    #expect(told == "sql")
  }
}
