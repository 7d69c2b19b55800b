import Testing

/// What nobody may write by hand, and the words in which it is refused.
struct Refused: Sendable, CustomTestStringConvertible {
  let sql: String
  let words: String

  init(_ sql: String, _ words: String) {
    self.sql = sql
    self.words = words
  }

  var testDescription: String { sql }
}

extension Refused {
  static let inserts = [
    Refused("INSERT INTO jobs (model, input) VALUES ('x/y', '{}')", "wavespool models add"),
    Refused("INSERT INTO jobs (model, input) VALUES ('a/b', '[]')", "input must be a JSON object"),
    Refused("INSERT INTO jobs (model, input) VALUES ('a/b', '')", "input must be a JSON object"),
    Refused("INSERT INTO jobs (model, input) VALUES ('a/b', '{')", "input must be a JSON object"),
    Refused("INSERT INTO jobs (model) VALUES ('a/b')", "jobs.input"),
    insert("revision", "9223372036854775807", "revision counts the changes to a job"),
    insert("revision", "1000001", "revision counts the changes to a job"),
    insert("status", "'running'", "a new job is queued and has no history"),
    insert("status", "'completed'", "give model and input"),
    insert("status", "'done'", "a new job is queued"),
    insert("attempts", "1", "a new job is queued"),
    insert("prediction_id", "'p'", "a new job is queued"),
    insert("outputs", "'[]'", "a new job is queued"),
    insert("actor", "'cli'", "a new job is queued"),
    insert("retry_at", "'2026-04-01 12:34:56.789'", "a new job is queued"),
    insert("input_since", "2", "a new job is queued"),
    insert("revision", "-1", "revision must not be negative"),
    insert("priority", "'high'", "INTEGER"),
    insert("tags", "'{}'", "tags must be a JSON array of strings"),
    insert("tags", "'a,b'", "tags must be a JSON array of strings"),
    insert("tags", "'[\"a\",1]'", "tags must be a JSON array of strings"),
    insert("run_after", "'tomorrow'", "times such as 2026-04-01 12:34:56"),
    insert("run_after", "''", "times such as"),
    insert("run_after", "'-0001-04-01'", "times such as"),
    insert("run_after", "1775000000", "times such as"),
    insert("created_at", "'soon'", "times such as"),
    insert("max_attempts", "0", "max_attempts must be at least 1"),
    insert("max_price_usd", "-0.01", "max_price_usd must not be negative"),
    insert("dedup_key", "''", "dedup_key must not be empty"),
    insert("nsfw", "1", "generated"),
    insert("id", "9223372036854775807", "this id is too large"),
    insert("id", "3000000000", "this id is too large"),
    Refused(
      "INSERT INTO events (id, kind, actor) VALUES (9223372036854775807, 'saved', 'sql')",
      "this id is too large"),
    insert("id", "0", "ids count from 1"),
    insert("id", "-1", "ids count from 1"),
    insert("id", "4", "leave id out"),
    Refused(
      "INSERT INTO models SELECT 'x/y', item, 'added', added_at FROM models WHERE name = 'a/b'",
      "a model's name must be the model_id in its item"),
    Refused(
      "INSERT INTO models (name, item, source) VALUES ('x/y', '{}', 'added')",
      "must be the model_id"),
    setting("keep_completed", "30", "lengths of time such as 30d"),
    setting("keep_failed", "0", "lengths of time such as 30d"),
    setting("keep_failed", "0d", "lengths of time such as 30d"),
    setting("keep_cancelled", "30 days", "lengths of time such as 30d"),
    setting("keep_cancelled", "", "or forever"),
    Refused(
      """
      INSERT INTO settings VALUES ('keep_failed', '1d');
      UPDATE settings SET value = 'never' WHERE key = 'keep_failed'
      """, "or forever"),
  ]

  static let replacements = [
    Refused(
      "INSERT OR REPLACE INTO jobs (id, model, input) VALUES (4, 'a/b', '{}')", "leave id out"),
    Refused("REPLACE INTO jobs (id, model, input) VALUES (7, 'a/b', '{}')", "leave id out"),
    Refused(
      "INSERT OR IGNORE INTO jobs (id, model, input) VALUES (4, 'a/b', '{}')", "leave id out"),
    Refused(
      """
      INSERT INTO jobs (id, model, input) VALUES (4, 'a/b', '{}')
        ON CONFLICT (id) DO UPDATE SET status = 'completed'
      """, "leave id out"),
    Refused(
      "DELETE FROM jobs WHERE id = 7; INSERT INTO jobs (id, model, input) VALUES (7, 'a/b', '{}')",
      "ids are not used again"),
    Refused("UPDATE OR REPLACE jobs SET id = 4 WHERE id = 1", "results are recorded by the daemon"),
    Refused("UPDATE OR IGNORE jobs SET status = 'completed' WHERE id = 4", "daemon's to record"),
    Refused("UPDATE OR REPLACE jobs SET status = 'running' WHERE id = 1", "daemon's to record"),
    Refused("UPDATE OR REPLACE jobs SET status = NULL WHERE id = 4", "daemon's to record"),
    Refused("UPDATE OR REPLACE jobs SET status = NULL WHERE id = 5", "daemon's to record"),
    Refused(
      "UPDATE OR REPLACE jobs SET status = 'queued', attempts = 0, revision = NULL WHERE id = 5",
      "results are recorded"),
    Refused("UPDATE OR REPLACE jobs SET revision = NULL WHERE id = 1", "results are recorded"),
    Refused("UPDATE OR REPLACE jobs SET attempts = NULL WHERE id = 5", "results are recorded"),
    Refused(
      "UPDATE OR REPLACE jobs SET input = '{}', revision = NULL WHERE id = 4",
      "results are recorded"),
    Refused(
      """
      INSERT OR REPLACE INTO jobs (model, input, status, revision)
        VALUES ('a/b', '{}', 'completed', NULL)
      """, "a new job is queued"),
    Refused(
      """
      INSERT OR REPLACE INTO attempts (job_id, number, model, epoch, outcome, sent_at)
        VALUES (4, 1, 'a/b', 1, 'not_sent', '2026-04-01 12:00:00.000')
      """, "never replaced by another"),
    Refused(
      """
      INSERT OR REPLACE INTO attempts (job_id, number, model, epoch, outcome, prediction_id, sent_at)
        VALUES (1, 1, 'a/b', 1, 'accepted', 'p4', '2026-04-01 12:00:00.000')
      """, "never replaced by another"),
    Refused(
      """
      INSERT OR REPLACE INTO attempts (job_id, number, model, epoch, outcome, sent_at)
        VALUES (4, 2, 'a/b', 1, 'sending', '2026-04-01 12:00:00.000')
      """, "never replaced by another"),
    Refused(
      "UPDATE OR REPLACE attempts SET prediction_id = 'p4' WHERE job_id = 5",
      "another submission's"),
    Refused(
      """
      INSERT INTO attempts (job_id, number, model, epoch, outcome, sent_at)
        VALUES (4, 2, 'a/b', 1, 'not_sent', '2026-04-01 12:00:00.000');
      UPDATE OR REPLACE attempts SET outcome = 'uncertain' WHERE job_id = 4 AND number = 2
      """, "another one that may be charged"),
    Refused(
      "INSERT OR REPLACE INTO events (id, kind, actor) VALUES (1, 'saved', 'sql')", "not rewritten"),
    Refused("UPDATE OR IGNORE events SET detail = 'never'", "not rewritten"),
    Refused("INSERT INTO events (id, kind, actor) VALUES (-1, 'saved', 'sql')", "ids count from 1"),
  ]

  static let changes = [
    Refused("UPDATE jobs SET model = 'x/y' WHERE id = 1", "wavespool models add"),
    Refused("UPDATE jobs SET model = 'c/d' WHERE id = 2", "only while a job is queued"),
    Refused("UPDATE jobs SET input = '{}' WHERE id = 4", "only while a job is queued"),
    Refused(
      "UPDATE jobs SET input = '{}', status = 'queued' WHERE id = 8", "only while a job is queued"),
    Refused("UPDATE jobs SET input = '[]' WHERE id = 1", "input must be a JSON object"),
    Refused("UPDATE jobs SET tags = '[null]' WHERE id = 1", "tags must be a JSON array of strings"),
    Refused("UPDATE jobs SET run_after = 'later' WHERE id = 1", "times such as"),
    Refused("UPDATE jobs SET prediction_id = 'p' WHERE id = 1", "by hand, change input"),
    Refused("UPDATE jobs SET attempts = 0 WHERE id = 6", "by hand, change input"),
    Refused("UPDATE jobs SET outputs = '[]' WHERE id = 4", "by hand, change input"),
    Refused("UPDATE jobs SET finished_at = NULL WHERE id = 6", "by hand, change input"),
    Refused("UPDATE jobs SET error = '' WHERE id = 6", "by hand, change input"),
    Refused("UPDATE jobs SET actor = 'cli' WHERE id = 1", "by hand, change input"),
    Refused("UPDATE jobs SET id = 99 WHERE id = 1", "by hand, change input"),
    Refused("UPDATE jobs SET revision = 0 WHERE id = 1", "by hand, change input"),
    Refused(
      "UPDATE jobs SET status = 'completed', revision = 0 WHERE id = 1", "by hand, change input"),
    Refused(
      "UPDATE jobs SET status = 'cancelled', error = 'x' WHERE id = 4", "by hand, change input"),
    Refused("UPDATE jobs SET status = 'cancelled'", "add WHERE status IN ('queued'"),
    Refused("UPDATE jobs SET status = 'queued'", "or IN ('failed', 'cancelled')"),
    Refused("UPDATE jobs SET status = 'paused' WHERE id = 1", "daemon's to record"),
    Refused(
      "UPDATE attempts SET outcome = 'completed' WHERE job_id = 3",
      "an accepted attempt has a prediction"),
    Refused(
      "UPDATE attempts SET prediction_id = 'p4' WHERE job_id = 5",
      "this prediction is another submission's"),
    Refused("UPDATE attempts SET looks = -1", "looks must not be negative"),
    Refused("UPDATE attempts SET polls = -1", "polls must not be negative"),
    Refused("UPDATE attempts SET number = 0 WHERE job_id = 2", "attempts count from 1"),
    Refused("UPDATE limits SET in_flight_for_now = 0", "in_flight_for_now must be at least 1"),
    Refused("UPDATE limits SET in_flight = -1", "in_flight must not be negative"),
    Refused(
      "INSERT INTO pauses (scope, reason, step) VALUES ('', 'hand', -1)",
      "step must not be negative"),
    Refused(
      "INSERT INTO outputs (job_id, position, url) VALUES (5, -1, 'u')", "outputs count from 0"),
    Refused("UPDATE events SET detail = 'never'", "not rewritten"),
  ]

  static let deletions = [
    Refused("DELETE FROM jobs WHERE id = 2", "cancel it"),
    Refused("DELETE FROM jobs WHERE id = 3", "wavespool resolve settles an uncertain one"),
    Refused("DELETE FROM jobs WHERE id = 4", "once its prediction has ended"),
    Refused("DELETE FROM jobs WHERE id = 8", "once its prediction has ended"),
    Refused("DELETE FROM jobs", "may be charged"),
    Refused("DELETE FROM attempts WHERE job_id = 8", "found again by this row"),
    Refused("DELETE FROM events", "removed only with their job"),
    Refused("DELETE FROM events WHERE job_id = 5", "wavespool prune"),
  ]

  private static func setting(_ key: String, _ value: String, _ words: String) -> Refused {
    Refused("INSERT INTO settings VALUES ('\(key)', '\(value)')", words)
  }

  private static func insert(_ column: String, _ value: String, _ words: String) -> Refused {
    Refused("INSERT INTO jobs (model, input, \(column)) VALUES ('a/b', '{}', \(value))", words)
  }
}
