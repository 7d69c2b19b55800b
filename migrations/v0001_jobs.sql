-- The first schema: jobs, what was tried for them, what came of it, and what steers the daemon.
--
-- People write SQL here, so the rules that the types know are CHECKs and triggers too. A constraint's
-- name is the sentence a person reads when it fails.
--
-- Triggers see no writer. Every statement of ours raises jobs.revision; a change that leaves it
-- alone was made by hand and may do less: enqueue, edit what is queued, cancel, queue again.
-- Cancelling and queuing again are done by the triggers for every writer, so that the shell, the
-- command line and the daemon cannot disagree about what they mean.
--
-- A list of three or more words becomes a table in memory, made anew each time a row is looked at: a
-- third of the time that SQLite spent on a job. What the daemon meets with every step of one says
-- its words otherwise: CHECKs in pairs, the conditions of indexes and of the ledger's triggers by OR,
-- which also lets an index of several words serve a query for one of them.
--
-- Times are UTC text in SQLite's own form with milliseconds. JSON is text. Money is US dollars.
--
-- SQLite 3.40 calls its JSON functions unsafe where PRAGMA trusted_schema is OFF: such a connection
-- cannot read this schema ("malformed database schema"). It is ON unless somebody turns it off.

----------------------------------------------------------------------------------------------
-- What can be asked for
----------------------------------------------------------------------------------------------

CREATE TABLE models (
  name TEXT NOT NULL PRIMARY KEY
    CONSTRAINT "a model has a name of at most 200 characters" CHECK (length(name) BETWEEN 1 AND 200),
  item TEXT NOT NULL
    CONSTRAINT "a model is described by a JSON object"
    CHECK (CASE WHEN json_valid(item) THEN json_type(item) = 'object' ELSE 0 END),
  source TEXT NOT NULL
    CONSTRAINT "a model is built-in or added" CHECK (source IN ('built-in', 'added')),
  added_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  -- It is what the API knows the model by: no second name for one model.
  CONSTRAINT "a model's name must be the model_id in its item"
    CHECK (CASE WHEN json_valid(item) THEN json_extract(item, '$.model_id') IS name ELSE 1 END)
) STRICT, WITHOUT ROWID;

----------------------------------------------------------------------------------------------
-- Jobs
----------------------------------------------------------------------------------------------

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT  -- never reused
    CONSTRAINT "ids count from 1" CHECK (id >= 1),
  model TEXT NOT NULL,
  input TEXT NOT NULL
    CONSTRAINT "input must be a JSON object"
    CHECK (CASE WHEN json_valid(input) THEN json_type(input) = 'object' ELSE 0 END),
  status TEXT NOT NULL DEFAULT 'queued'
    CONSTRAINT "status must be queued, submitting, uncertain, running, completed, failed or cancelled"
    CHECK (status IN ('queued', 'submitting') OR status IN ('uncertain', 'running')
           OR status IN ('completed', 'failed') OR status = 'cancelled'),
  priority INTEGER NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '[]'
    CONSTRAINT "tags must be a JSON array of strings"
    CHECK (CASE WHEN json_valid(tags) THEN json_type(tags) = 'array' ELSE 0 END),
  dedup_key TEXT
    CONSTRAINT "dedup_key must not be empty" CHECK (dedup_key IS NULL OR dedup_key <> ''),
  run_after TEXT,
  attempts INTEGER NOT NULL DEFAULT 0
    CONSTRAINT "attempts must not be negative" CHECK (attempts >= 0),
  max_attempts INTEGER NOT NULL DEFAULT 3
    CONSTRAINT "max_attempts must be at least 1" CHECK (max_attempts >= 1),
  max_price_usd REAL
    CONSTRAINT "max_price_usd must not be negative"
    CHECK (max_price_usd IS NULL OR max_price_usd >= 0),
  price_usd REAL
    CONSTRAINT "price_usd must not be negative" CHECK (price_usd IS NULL OR price_usd >= 0),
  prediction_id TEXT,
  remote_status TEXT,
  outputs TEXT
    CONSTRAINT "outputs must be a JSON array"
    CHECK (outputs IS NULL OR CASE WHEN json_valid(outputs) THEN json_type(outputs) = 'array' ELSE 0 END),
  has_nsfw_contents TEXT
    CONSTRAINT "has_nsfw_contents must be a JSON array"
    CHECK (has_nsfw_contents IS NULL
           OR CASE WHEN json_valid(has_nsfw_contents)
                   THEN json_type(has_nsfw_contents) = 'array' ELSE 0 END),
  -- 1 when any output is flagged, 0 when all are known not to be, null when unknown: no flags, or
  -- fewer than outputs and none of them set. An array of booleans says `true` only by being true.
  nsfw INTEGER GENERATED ALWAYS AS (
    CASE
      WHEN has_nsfw_contents IS NULL THEN NULL
      WHEN instr(has_nsfw_contents, 'true') THEN 1
      WHEN json_array_length(has_nsfw_contents) = 0 THEN NULL
      WHEN json_array_length(has_nsfw_contents) < coalesce(json_array_length(outputs), 0) THEN NULL
      ELSE 0
    END) VIRTUAL,
  inference_ms INTEGER,
  error TEXT,
  error_code INTEGER,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  submitted_at TEXT
    CONSTRAINT "submitted_at must look like 2026-04-01 12:34:56.789"
    CHECK (submitted_at IS NULL OR submitted_at GLOB
           '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]'),
  started_at TEXT
    CONSTRAINT "started_at must look like 2026-04-01 12:34:56.789"
    CHECK (started_at IS NULL OR started_at GLOB
           '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]'),
  finished_at TEXT
    CONSTRAINT "finished_at must look like 2026-04-01 12:34:56.789"
    CHECK (finished_at IS NULL OR finished_at GLOB
           '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]'),
  revision INTEGER NOT NULL DEFAULT 0  -- counts our own changes
    CONSTRAINT "revision must not be negative, and leave room to count on"
    CHECK (revision BETWEEN 0 AND 4000000000000000000),
  actor TEXT                            -- who made the newest of them; null when nobody has
    CONSTRAINT "actor must be daemon or cli" CHECK (actor IS NULL OR actor IN ('daemon', 'cli')),
  -- Why a queued job is passed over for now: no room in a budget; dearer than its max_price_usd; its
  -- price is being asked for; its price is unknown and a person must say that it may be paid (it is
  -- asked for again each hour).
  waits_for TEXT
    CONSTRAINT "waits_for must be budget, max_price, quote or unknown_price"
    CHECK (waits_for IS NULL OR waits_for IN ('budget', 'max_price', 'quote', 'unknown_price')),
  retry_at TEXT,  -- what the daemon set run_after to; where they differ, somebody chose another time
  input_since INTEGER NOT NULL DEFAULT 1  -- the first attempt that may be made with this input
    CONSTRAINT "input_since counts from 1" CHECK (input_since >= 1)
) STRICT;

-- What may be claimed now, model by model, in the order of its turn.
CREATE INDEX jobs_ready ON jobs (model, priority DESC, id)
  WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL;

-- What is passed over, by reason, in the order in which it is looked at again.
CREATE INDEX jobs_waiting ON jobs (waits_for, priority DESC, id)
  WHERE status = 'queued' AND waits_for IS NOT NULL;

-- What becomes ready later. Two indexes and not one: rows of the future must not lie in the way.
CREATE INDEX jobs_due ON jobs (run_after)
  WHERE status = 'queued' AND run_after IS NOT NULL;

-- What is neither waiting nor over: few rows, read at every start.
CREATE INDEX jobs_live ON jobs (status, id)
  WHERE status = 'submitting' OR status = 'uncertain' OR status = 'running';

-- What has ended, in the order in which it is forgotten.
CREATE INDEX jobs_ended ON jobs (status, finished_at)
  WHERE status = 'completed' OR status = 'failed' OR status = 'cancelled';

-- What may name pictures of this machine: `media:` as it is, or spelled with JSON's escapes.
CREATE INDEX jobs_with_pictures ON jobs (id)
  WHERE instr(input, 'media:') OR instr(input, '\u00');

-- For whoever looks at the queue: what is rare is found among a million rows. Only a query that says
-- `id > 0` may use them: the daemon's own are never led astray by them.
CREATE INDEX jobs_model ON jobs (model) WHERE id > 0;
CREATE INDEX jobs_created ON jobs (created_at) WHERE id > 0;

CREATE TABLE job_tags (
  tag TEXT NOT NULL,
  job_id INTEGER NOT NULL,
  PRIMARY KEY (tag, job_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX jobs_dedup ON jobs (dedup_key)
  WHERE dedup_key IS NOT NULL
    AND (status = 'queued' OR status = 'submitting' OR status = 'uncertain' OR status = 'running');

----------------------------------------------------------------------------------------------
-- The ledger: one row a submission tried, written before it is sent
----------------------------------------------------------------------------------------------

CREATE TABLE attempts (
  job_id INTEGER NOT NULL,  -- no foreign key: money rows outlive the jobs they paid for
  number INTEGER NOT NULL
    CONSTRAINT "attempts count from 1" CHECK (number BETWEEN 1 AND 1000000000),
  model TEXT NOT NULL,
  epoch INTEGER NOT NULL,   -- the daemon's life that wrote it
  outcome TEXT NOT NULL
    CONSTRAINT "outcome must be one of the ledger's words"
    CHECK (outcome IN ('sending', 'not_sent') OR outcome IN ('throttled', 'rejected')
           OR outcome IN ('uncertain', 'accepted') OR outcome IN ('completed', 'failed')
           OR outcome = 'given_up'),
  prediction_id TEXT,
  body TEXT,                -- as sent; dropped once settled
  sent_at TEXT NOT NULL,
  accepted_at TEXT,
  finished_at TEXT,
  http_status INTEGER,
  error TEXT,
  error_code INTEGER,
  inference_ms INTEGER,
  polls INTEGER NOT NULL DEFAULT 0
    CONSTRAINT "polls must not be negative" CHECK (polls BETWEEN 0 AND 1000000000),
  price_usd REAL,
  -- Whether the API gives the money back, as it does for its own failures.
  refunded INTEGER NOT NULL DEFAULT 0
    CONSTRAINT "refunded must be 0 or 1" CHECK (refunded IN (0, 1)),
  charged_usd REAL,                  -- what the API's bills say, joined by prediction
  given_back_usd REAL,
  lost_at TEXT,                      -- since when nobody knows what became of it
  looks INTEGER NOT NULL DEFAULT 0  -- how often the API's history was searched for it
    CONSTRAINT "looks must not be negative" CHECK (looks >= 0),
  needs_person TEXT,                 -- why the search cannot settle it by itself
  adopted INTEGER NOT NULL DEFAULT 0
    CONSTRAINT "adopted must be 0 or 1" CHECK (adopted IN (0, 1)),  -- by evidence, not by an answer
  PRIMARY KEY (job_id, number),
  CONSTRAINT "an accepted attempt has a prediction"
    CHECK (outcome NOT IN ('accepted', 'completed') OR prediction_id IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX attempts_prediction ON attempts (prediction_id) WHERE prediction_id IS NOT NULL;

-- What holds a slot: the API may be working on it. Whatever else goes wrong, no job has two of them.
CREATE UNIQUE INDEX attempts_live ON attempts (job_id)
  WHERE outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted';

-- Submissions by time: the minute's window after a restart, the day's spending.
CREATE INDEX attempts_sent ON attempts (sent_at);

-- Paid for, perhaps, and never found: what the history shows may be theirs.
CREATE INDEX attempts_given_up ON attempts (model, sent_at)
  WHERE outcome = 'given_up' AND prediction_id IS NULL;

-- What was settled may be forgotten; what is live is found again by its row alone.
CREATE TRIGGER attempts_in_flight_are_not_deleted BEFORE DELETE ON attempts
  WHEN OLD.outcome = 'sending' OR OLD.outcome = 'uncertain' OR OLD.outcome = 'accepted'
BEGIN
  SELECT RAISE(ABORT, 'this submission may be charged, and its prediction is found again by this row: it can be deleted once it has ended');
END;

-- OR REPLACE would remove the row that is in the way without a word to the trigger on DELETE.
CREATE TRIGGER attempts_are_never_replaced BEFORE INSERT ON attempts
  WHEN EXISTS (SELECT 1 FROM attempts WHERE job_id = NEW.job_id AND number = NEW.number)
    OR EXISTS (SELECT 1 FROM attempts WHERE prediction_id = NEW.prediction_id)
    OR EXISTS (SELECT 1 FROM attempts WHERE job_id = NEW.job_id
               AND (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted')
               AND (NEW.outcome = 'sending' OR NEW.outcome = 'uncertain' OR NEW.outcome = 'accepted'))
BEGIN
  SELECT RAISE(ABORT, 'a submission is never replaced by another: what it was charged for is found again by its row');
END;

CREATE TRIGGER attempts_keep_their_predictions BEFORE UPDATE OF prediction_id, outcome ON attempts
  WHEN NEW.prediction_id IS NOT OLD.prediction_id
      AND EXISTS (SELECT 1 FROM attempts WHERE prediction_id = NEW.prediction_id)
    OR (NEW.outcome = 'sending' OR NEW.outcome = 'uncertain' OR NEW.outcome = 'accepted')
      AND NOT (OLD.outcome = 'sending' OR OLD.outcome = 'uncertain' OR OLD.outcome = 'accepted')
      AND EXISTS (SELECT 1 FROM attempts WHERE job_id = OLD.job_id
                  AND (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted'))
BEGIN
  SELECT RAISE(ABORT, 'this prediction is another submission''s, or the job has another one that may be charged');
END;

-- What counts against the budgets is added up once, and then kept in the daemon's memory: who changes
-- what a row counts for says so here. Submissions that begin are not among it: only it begins any.
CREATE TRIGGER attempts_count_differently AFTER UPDATE OF outcome, refunded, price_usd, sent_at, model
  ON attempts
  WHEN NEW.price_usd IS NOT OLD.price_usd OR NEW.refunded <> OLD.refunded
    OR NEW.sent_at <> OLD.sent_at OR NEW.model <> OLD.model
    OR (NEW.outcome IN ('not_sent', 'throttled') OR NEW.outcome = 'rejected')
       <> (OLD.outcome IN ('not_sent', 'throttled') OR OLD.outcome = 'rejected')
BEGIN
  UPDATE daemon SET ledger_edits = (ledger_edits + 1) % 1000000000 WHERE id = 1;
END;

CREATE TRIGGER attempts_count_from_now_on AFTER INSERT ON attempts WHEN NEW.outcome <> 'sending'
BEGIN
  UPDATE daemon SET ledger_edits = (ledger_edits + 1) % 1000000000 WHERE id = 1;
END;

CREATE TRIGGER attempts_count_no_more AFTER DELETE ON attempts
BEGIN
  UPDATE daemon SET ledger_edits = (ledger_edits + 1) % 1000000000 WHERE id = 1;
END;

-- Predictions that belong to no job of ours, found while looking for one: recorded, never guessed at.
CREATE TABLE orphans (
  prediction_id TEXT NOT NULL PRIMARY KEY,
  job_id INTEGER,           -- whose search or submission brought it to light
  model TEXT NOT NULL,
  found_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  price_usd REAL,
  detail TEXT
) STRICT, WITHOUT ROWID;

----------------------------------------------------------------------------------------------
-- What came of it
----------------------------------------------------------------------------------------------

CREATE TABLE outputs (
  job_id INTEGER NOT NULL,
  position INTEGER NOT NULL  -- from 0
    CONSTRAINT "outputs count from 0" CHECK (position BETWEEN 0 AND 1000000),
  url TEXT NOT NULL,
  nsfw INTEGER CONSTRAINT "nsfw must be 0, 1 or null" CHECK (nsfw IS NULL OR nsfw IN (0, 1)),
  status TEXT NOT NULL DEFAULT 'pending'
    CONSTRAINT "an output is pending, saved, skipped or failed"
    CHECK (status IN ('pending', 'saved') OR status IN ('skipped', 'failed')),
  path TEXT,
  bytes INTEGER,
  sha256 TEXT,
  content_type TEXT,
  expires_at TEXT,
  error TEXT,
  PRIMARY KEY (job_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX outputs_pending ON outputs (expires_at) WHERE status = 'pending';

-- What the settings keep from being saved, and may let be saved after all.
CREATE INDEX outputs_skipped ON outputs (expires_at) WHERE status = 'skipped';

-- Outputs that came inside the API's answer, a data: URI each, whose beginning is their url. They wait
-- here to be saved, and no longer.
CREATE TABLE inline_outputs (
  job_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (job_id, position)
) STRICT;

-- Pictures of this machine that an API has been given: each is uploaded once, and then named by the
-- address it has there until that is about to expire.
CREATE TABLE uploads (
  sha256 TEXT NOT NULL,
  api TEXT NOT NULL,          -- another API knows nothing of the address
  format TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  url TEXT NOT NULL,
  uploaded_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,   -- before the API forgets it, by as long as a job may take
  PRIMARY KEY (sha256, api)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT
    CONSTRAINT "ids count from 1" CHECK (id >= 1),
  job_id INTEGER,             -- null for the account's and the models' own
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  kind TEXT NOT NULL
    CONSTRAINT "kind must be one of the log's words"
    CHECK (kind IN ('enqueued', 'edited') OR kind IN ('submitting', 'accepted')
           OR kind IN ('rejected', 'throttled') OR kind IN ('not_sent', 'uncertain')
           OR kind IN ('searched', 'adopted') OR kind IN ('resubmitted', 'progress')
           OR kind IN ('completed', 'failed') OR kind IN ('retrying', 'cancelled')
           OR kind IN ('requeued', 'saved') OR kind IN ('paused', 'resumed')),
  from_status TEXT,
  to_status TEXT,             -- set on status changes alone
  actor TEXT NOT NULL
    CONSTRAINT "an event's actor must be daemon, cli or sql"
    CHECK (actor IN ('daemon', 'cli') OR actor = 'sql'),
  detail TEXT
) STRICT;

CREATE INDEX events_of_job ON events (job_id, id) WHERE job_id IS NOT NULL;

-- What happened to the account and the models, in the order in which it is forgotten.
CREATE INDEX events_of_no_job ON events (at) WHERE job_id IS NULL;

-- What people did: how a running daemon learns which jobs changed under it.
CREATE INDEX events_by_people ON events (id) WHERE actor <> 'daemon' AND kind <> 'enqueued';

CREATE TRIGGER events_are_not_rewritten BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'the log of events is not rewritten');
END;

-- INSERT OR REPLACE would rewrite it all the same.
CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events
  WHEN NEW.id >= 1 AND EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'the log of events is not rewritten');
END;

CREATE TRIGGER events_go_with_their_job BEFORE DELETE ON events
  WHEN OLD.job_id IS NOT NULL AND EXISTS (SELECT 1 FROM jobs WHERE id = OLD.job_id)
BEGIN
  SELECT RAISE(ABORT, 'events are removed only with their job: delete the job, or use wavespool prune');
END;

----------------------------------------------------------------------------------------------
-- What steers the daemon
----------------------------------------------------------------------------------------------

-- One row a scope: '' is the account, anything else a model. Null lifts a limit; without its row the
-- account has the limits that this table begins with.
CREATE TABLE limits (
  scope TEXT NOT NULL PRIMARY KEY,
  in_flight INTEGER
    CONSTRAINT "in_flight must not be negative" CHECK (in_flight IS NULL OR in_flight >= 0),
  per_minute INTEGER
    CONSTRAINT "per_minute must not be negative" CHECK (per_minute IS NULL OR per_minute >= 0),
  polls_per_second REAL
    CONSTRAINT "polls_per_second must be above 0"
    CHECK (polls_per_second IS NULL OR polls_per_second > 0),
  -- Lowered by a 429, raised again step by step: null when it is the configured one.
  in_flight_for_now INTEGER
    CONSTRAINT "in_flight_for_now must be at least 1"
    CHECK (in_flight_for_now IS NULL OR in_flight_for_now >= 1)
) STRICT, WITHOUT ROWID;

INSERT INTO limits (scope, in_flight, per_minute, polls_per_second) VALUES ('', 2, NULL, 10);

-- Why nothing is submitted, for the account ('') or a model. Several reasons may hold at once.
CREATE TABLE pauses (
  scope TEXT NOT NULL,
  reason TEXT NOT NULL
    CONSTRAINT "a pause has a known reason"
    CHECK (reason IN ('hand', 'key', 'credit', 'permission', 'throttled', 'unreachable', 'unsure',
                      'failing', 'balance', 'behind', 'looking')),
  detail TEXT,
  since TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  until TEXT,                 -- null: until a probe succeeds or a person resumes
  step INTEGER NOT NULL DEFAULT 0  -- how often it was prolonged in a row; of 'behind', how far that is
    CONSTRAINT "step must not be negative" CHECK (step >= 0),
  PRIMARY KEY (scope, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE budgets (
  scope TEXT NOT NULL PRIMARY KEY,
  per_day_usd REAL
    CONSTRAINT "per_day_usd must not be negative" CHECK (per_day_usd IS NULL OR per_day_usd >= 0),
  total_usd REAL
    CONSTRAINT "total_usd must not be negative" CHECK (total_usd IS NULL OR total_usd >= 0),
  total_since TEXT
) STRICT, WITHOUT ROWID;

-- What the API said a run costs, by the inputs that can matter to it. Null: it would not say.
CREATE TABLE quotes (
  model TEXT NOT NULL,
  inputs TEXT NOT NULL,
  price_usd REAL,
  at TEXT NOT NULL,
  PRIMARY KEY (model, inputs)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  -- What these remove is gone: a typing error must not pass for a length of time.
  CONSTRAINT "keep_completed, keep_failed and keep_cancelled are lengths of time such as 30d, or forever"
    CHECK (key NOT IN ('keep_completed', 'keep_failed', 'keep_cancelled')
           OR value IN ('forever', 'off')
           OR (value GLOB '[0-9]*[dhms]' AND value GLOB '*[1-9]*' AND value NOT GLOB '*[^0-9dhms]*'))
) STRICT, WITHOUT ROWID;

-- How long each model's predictions took, from acceptance to their end, as a histogram whose past
-- fades: `slice:thousandths …`. Polls are placed by it. Written by the daemon; a row that is deleted
-- is learnt anew.
CREATE TABLE duration_histories (
  model TEXT NOT NULL PRIMARY KEY,
  slices TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Contents that were imported, by SHA-256, kept for ever.
CREATE TABLE imports (
  digest TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')),
  jobs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The daemon's own row, written by it alone.
CREATE TABLE daemon (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL DEFAULT 0,  -- counts the daemon's lives
  pid INTEGER,
  version TEXT,
  api_url TEXT,
  started_at TEXT,
  heartbeat_at TEXT,
  stopped_at TEXT,
  trouble TEXT,                      -- what a person should know, or null
  balance_usd REAL,
  balance_at TEXT,
  bills_read_to TEXT,                -- up to when the API's bills were joined to the ledger
  api_ahead_ms INTEGER,              -- how far its clock was ahead when attempts were stamped
  api_ahead_epoch INTEGER NOT NULL DEFAULT 0, -- up to which of the daemon's lives
  meters TEXT,                       -- what it has measured of itself, for wavespool metrics
  ledger_edits INTEGER NOT NULL DEFAULT 0, -- counts changes of what attempts count for, round and round
  commits INTEGER NOT NULL DEFAULT 0       -- counts what daemons have committed: an older copy knows fewer
) STRICT;

INSERT INTO daemon (id) VALUES (1);

----------------------------------------------------------------------------------------------
-- Hand-written rows: what is refused, in words
----------------------------------------------------------------------------------------------

CREATE TRIGGER jobs_name_a_known_model BEFORE INSERT ON jobs
  WHEN NOT EXISTS (SELECT 1 FROM models WHERE name = NEW.model)
BEGIN
  SELECT RAISE(ABORT, 'no such model: SELECT name FROM models lists them, wavespool models add teaches a new one');
END;

CREATE TRIGGER jobs_keep_to_known_models BEFORE UPDATE OF model ON jobs
  WHEN NEW.model <> OLD.model AND NOT EXISTS (SELECT 1 FROM models WHERE name = NEW.model)
BEGIN
  SELECT RAISE(ABORT, 'no such model: SELECT name FROM models lists them, wavespool models add teaches a new one');
END;

-- OR REPLACE puts a column's default in the place of a NULL, and only after this has looked.
CREATE TRIGGER jobs_start_queued BEFORE INSERT ON jobs
  WHEN coalesce(NEW.revision, 0) = 0 AND (
    NEW.status <> 'queued' OR NEW.attempts <> 0 OR NEW.prediction_id IS NOT NULL
    OR NEW.remote_status IS NOT NULL OR NEW.outputs IS NOT NULL
    OR NEW.has_nsfw_contents IS NOT NULL OR NEW.inference_ms IS NOT NULL
    OR NEW.error IS NOT NULL OR NEW.error_code IS NOT NULL OR NEW.submitted_at IS NOT NULL
    OR NEW.started_at IS NOT NULL OR NEW.finished_at IS NOT NULL OR NEW.actor IS NOT NULL
    OR NEW.waits_for IS NOT NULL OR NEW.input_since <> 1
    OR NEW.retry_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'a new job is queued and has no history: give model and input, and if need be priority, tags, dedup_key, run_after, max_attempts, max_price_usd');
END;

-- Who could set it as high as it goes would leave a row that no step of ours can be written to.
CREATE TRIGGER jobs_revision_counts_when_inserted BEFORE INSERT ON jobs
  WHEN NEW.revision > 1000000
BEGIN
  SELECT RAISE(ABORT, 'revision counts the changes to a job: leave it out');
END;

-- INSERT OR REPLACE would remove the old row without a word to the triggers on DELETE, and the id of
-- a deleted job is still that of its attempts: a new job must not inherit another's predictions.
-- Where SQLite chooses the id, NEW.id is below 1 here.
CREATE TRIGGER jobs_are_never_replaced BEFORE INSERT ON jobs
  WHEN NEW.id >= 1 AND (
    NEW.id <= (SELECT seq FROM sqlite_sequence WHERE name = 'jobs')
    OR EXISTS (SELECT 1 FROM jobs WHERE id = NEW.id))
BEGIN
  SELECT RAISE(ABORT, 'a job is never replaced and ids are not used again: leave id out');
END;

-- Ids are counted up, and after the greatest that SQLite knows no job could be added any more.
CREATE TRIGGER jobs_ids_do_not_leap AFTER INSERT ON jobs
  WHEN NEW.id > 1000000000
    AND NEW.id > 1000000000 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'jobs'), 0)
BEGIN
  SELECT RAISE(ABORT, 'this id is too large: leave id out, it is counted');
END;

CREATE TRIGGER events_ids_do_not_leap AFTER INSERT ON events
  WHEN NEW.id > 1000000000
    AND NEW.id > 1000000000 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)
BEGIN
  SELECT RAISE(ABORT, 'this id is too large: leave id out, it is counted');
END;

CREATE TRIGGER jobs_tags_are_strings_when_inserted BEFORE INSERT ON jobs
  WHEN NEW.tags <> '[]' AND json_valid(NEW.tags)
    AND EXISTS (SELECT 1 FROM json_each(NEW.tags) WHERE type <> 'text')
BEGIN
  SELECT RAISE(ABORT, 'tags must be a JSON array of strings');
END;

CREATE TRIGGER jobs_tags_are_strings BEFORE UPDATE OF tags ON jobs
  WHEN NEW.tags <> '[]' AND json_valid(NEW.tags)
    AND EXISTS (SELECT 1 FROM json_each(NEW.tags) WHERE type <> 'text')
BEGIN
  SELECT RAISE(ABORT, 'tags must be a JSON array of strings');
END;

CREATE TRIGGER jobs_tags_are_found_when_inserted AFTER INSERT ON jobs WHEN NEW.tags <> '[]'
BEGIN
  INSERT OR IGNORE INTO job_tags (tag, job_id) SELECT value, NEW.id FROM json_each(NEW.tags);
END;

CREATE TRIGGER jobs_tags_are_found AFTER UPDATE OF tags ON jobs WHEN NEW.tags <> OLD.tags
BEGIN
  DELETE FROM job_tags WHERE job_id = OLD.id AND tag IN (SELECT value FROM json_each(OLD.tags));
  INSERT OR IGNORE INTO job_tags (tag, job_id) SELECT value, NEW.id FROM json_each(NEW.tags);
END;

CREATE TRIGGER jobs_tags_are_forgotten AFTER DELETE ON jobs WHEN OLD.tags <> '[]'
BEGIN
  DELETE FROM job_tags WHERE job_id = OLD.id AND tag IN (SELECT value FROM json_each(OLD.tags));
END;

CREATE TRIGGER jobs_times_are_times_when_inserted BEFORE INSERT ON jobs
  WHEN julianday(NEW.created_at) IS NULL OR julianday(NEW.created_at) < 1721059.5
    OR (NEW.run_after IS NOT NULL
        AND (julianday(NEW.run_after) IS NULL OR julianday(NEW.run_after) < 1721059.5))
BEGIN
  SELECT RAISE(ABORT, 'created_at and run_after are times such as 2026-04-01 12:34:56, in UTC');
END;

CREATE TRIGGER jobs_times_are_times BEFORE UPDATE OF created_at, run_after ON jobs
  WHEN julianday(NEW.created_at) IS NULL OR julianday(NEW.created_at) < 1721059.5
    OR (NEW.run_after IS NOT NULL
        AND (julianday(NEW.run_after) IS NULL OR julianday(NEW.run_after) < 1721059.5))
BEGIN
  SELECT RAISE(ABORT, 'created_at and run_after are times such as 2026-04-01 12:34:56, in UTC');
END;

CREATE TRIGGER jobs_dedup_in_words_when_inserted BEFORE INSERT ON jobs
  WHEN NEW.dedup_key IS NOT NULL AND EXISTS (
    SELECT 1 FROM jobs WHERE dedup_key = NEW.dedup_key
      AND (status = 'queued' OR status = 'submitting' OR status = 'uncertain' OR status = 'running'))
BEGIN
  SELECT RAISE(ABORT, 'a job that has not ended already holds this dedup_key: leave the new one out, or cancel the old one');
END;

CREATE TRIGGER jobs_dedup_in_words BEFORE UPDATE OF status, dedup_key ON jobs
  WHEN NEW.dedup_key IS NOT NULL AND NEW.status IN ('queued', 'submitting', 'uncertain', 'running')
    AND (NEW.dedup_key IS NOT OLD.dedup_key OR OLD.status IN ('completed', 'failed', 'cancelled'))
    AND EXISTS (
      SELECT 1 FROM jobs WHERE dedup_key = NEW.dedup_key AND id <> NEW.id
        AND (status = 'queued' OR status = 'submitting' OR status = 'uncertain' OR status = 'running'))
BEGIN
  SELECT RAISE(ABORT, 'a job that has not ended already holds this dedup_key: leave the new one out, or cancel the old one');
END;

CREATE TRIGGER jobs_status_by_hand BEFORE UPDATE OF status ON jobs
  WHEN coalesce(NEW.revision, 0) <= OLD.revision AND NEW.status IS NOT OLD.status
    AND NOT (NEW.status IS 'cancelled'
             AND OLD.status IN ('queued', 'submitting', 'uncertain', 'running'))
    AND NOT (NEW.status IS 'queued' AND OLD.status IN ('failed', 'cancelled'))
BEGIN
  SELECT RAISE(ABORT, 'by hand, status may become cancelled on a job that has not ended, and queued on a failed or cancelled one: every other change is the daemon''s to record. For many jobs at once, add WHERE status IN (''queued'', ''submitting'', ''uncertain'', ''running'') or IN (''failed'', ''cancelled'')');
END;

CREATE TRIGGER jobs_work_is_fixed_once_sent BEFORE UPDATE OF model, input ON jobs
  WHEN coalesce(NEW.revision, 0) <= OLD.revision
    AND (NEW.model <> OLD.model OR NEW.input <> OLD.input)
    AND OLD.status NOT IN ('queued', 'failed')
BEGIN
  SELECT RAISE(ABORT, 'model and input can be changed only while a job is queued, or when it has failed');
END;

CREATE TRIGGER jobs_results_by_hand
  BEFORE UPDATE OF id, attempts, prediction_id, remote_status, outputs, has_nsfw_contents,
    inference_ms, error, error_code, submitted_at, started_at, finished_at, revision, actor,
    waits_for, input_since, retry_at
  ON jobs
  WHEN coalesce(NEW.revision, 0) <= OLD.revision
    AND (coalesce(NEW.revision, -1) < OLD.revision OR NEW.id IS NOT OLD.id OR NEW.attempts IS NOT OLD.attempts
      OR NEW.prediction_id IS NOT OLD.prediction_id OR NEW.remote_status IS NOT OLD.remote_status
      OR NEW.outputs IS NOT OLD.outputs OR NEW.has_nsfw_contents IS NOT OLD.has_nsfw_contents
      OR NEW.inference_ms IS NOT OLD.inference_ms OR NEW.error IS NOT OLD.error
      OR NEW.error_code IS NOT OLD.error_code OR NEW.submitted_at IS NOT OLD.submitted_at
      OR NEW.started_at IS NOT OLD.started_at OR NEW.finished_at IS NOT OLD.finished_at
      OR NEW.actor IS NOT OLD.actor OR NEW.waits_for IS NOT OLD.waits_for
      OR NEW.input_since IS NOT OLD.input_since OR NEW.retry_at IS NOT OLD.retry_at)
BEGIN
  SELECT RAISE(ABORT, 'results are recorded by the daemon: by hand, change input, priority, tags, dedup_key, run_after, max_attempts, max_price_usd or status');
END;

CREATE TRIGGER jobs_revision_counts BEFORE UPDATE OF revision ON jobs
  WHEN NEW.revision > OLD.revision + 1000000
BEGIN
  SELECT RAISE(ABORT, 'revision counts the changes to a job: raise it by one, or leave it alone');
END;

CREATE TRIGGER jobs_in_flight_are_not_deleted BEFORE DELETE ON jobs
  WHEN OLD.status IN ('submitting', 'uncertain', 'running')
    OR EXISTS (SELECT 1 FROM attempts WHERE job_id = OLD.id
               AND (outcome = 'sending' OR outcome = 'uncertain' OR outcome = 'accepted'))
BEGIN
  SELECT RAISE(ABORT, 'this job has been sent and may be charged: cancel it if it is not wanted, and delete it once its prediction has ended; wavespool resolve settles an uncertain one');
END;

----------------------------------------------------------------------------------------------
-- What follows from a change, whoever made it
----------------------------------------------------------------------------------------------

CREATE TRIGGER jobs_are_announced AFTER INSERT ON jobs
BEGIN
  INSERT INTO events (job_id, kind, to_status, actor)
    VALUES (NEW.id, 'enqueued', NEW.status,
            CASE WHEN NEW.revision = 0 THEN 'sql' ELSE coalesce(NEW.actor, 'sql') END);
END;

-- BEFORE triggers cannot change a row in SQLite, so other spellings are put right afterwards.
-- SQLite repeats the 30th of February and 24:00 as they are, unless it has to calculate: '+0 days'.
CREATE TRIGGER jobs_times_are_spelled_our_way_when_inserted AFTER INSERT ON jobs
  WHEN NEW.created_at <> strftime('%Y-%m-%d %H:%M:%f', NEW.created_at, '+0 days')
    OR (NEW.run_after IS NOT NULL AND NEW.run_after <> strftime('%Y-%m-%d %H:%M:%f', NEW.run_after, '+0 days'))
BEGIN
  UPDATE jobs SET
    created_at = strftime('%Y-%m-%d %H:%M:%f', created_at, '+0 days'),
    run_after = strftime('%Y-%m-%d %H:%M:%f', run_after, '+0 days')
  WHERE id = NEW.id;
END;

CREATE TRIGGER jobs_times_are_spelled_our_way AFTER UPDATE OF created_at, run_after ON jobs
  WHEN NEW.created_at <> strftime('%Y-%m-%d %H:%M:%f', NEW.created_at, '+0 days')
    OR (NEW.run_after IS NOT NULL AND NEW.run_after <> strftime('%Y-%m-%d %H:%M:%f', NEW.run_after, '+0 days'))
BEGIN
  UPDATE jobs SET
    created_at = strftime('%Y-%m-%d %H:%M:%f', created_at, '+0 days'),
    run_after = strftime('%Y-%m-%d %H:%M:%f', run_after, '+0 days')
  WHERE id = NEW.id;
END;

-- What is edited by hand is told, once a statement; that it was queued again as well is told besides.
CREATE TRIGGER jobs_edits_by_hand_are_told
  AFTER UPDATE OF model, input, priority, tags, dedup_key, run_after, max_attempts, max_price_usd
  ON jobs
  WHEN NEW.revision = OLD.revision
    AND (NEW.model <> OLD.model OR NEW.input <> OLD.input OR NEW.priority <> OLD.priority
      OR NEW.tags <> OLD.tags OR NEW.dedup_key IS NOT OLD.dedup_key
      OR (NEW.run_after IS NOT OLD.run_after
          AND (NEW.run_after IS NULL OR OLD.run_after IS NULL
               OR strftime('%Y-%m-%d %H:%M:%f', OLD.run_after, '+0 days') <> NEW.run_after))
      OR NEW.max_attempts <> OLD.max_attempts OR NEW.max_price_usd IS NOT OLD.max_price_usd)
BEGIN
  INSERT INTO events (job_id, kind, actor) VALUES (NEW.id, 'edited', 'sql');
END;

-- What failed before says nothing of another input. The daemon only says the same in other words.
CREATE TRIGGER jobs_new_inputs_have_not_failed AFTER UPDATE OF model, input ON jobs
  WHEN (NEW.model <> OLD.model OR NEW.input <> OLD.input)
    AND (NEW.revision = OLD.revision OR NEW.actor IS NOT 'daemon')
BEGIN
  UPDATE jobs SET
    input_since = (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE job_id = NEW.id),
    revision = revision + 1
  WHERE id = NEW.id;
END;

-- What is changed is looked at again.
CREATE TRIGGER jobs_edits_end_waiting AFTER UPDATE OF model, input, max_price_usd ON jobs
  WHEN NEW.waits_for IS NOT NULL
    AND (NEW.model <> OLD.model OR NEW.input <> OLD.input
      OR NEW.max_price_usd IS NOT OLD.max_price_usd)
BEGIN
  UPDATE jobs SET waits_for = NULL, revision = revision + 1 WHERE id = NEW.id;
END;

-- Cancelling does not unspend: a live attempt stays live, keeps its slot and is polled to its end.
CREATE TRIGGER jobs_cancelling AFTER UPDATE OF status ON jobs
  WHEN NEW.status = 'cancelled' AND OLD.status <> 'cancelled'
BEGIN
  UPDATE jobs SET
    run_after = NULL,
    waits_for = NULL,
    finished_at = strftime('%Y-%m-%d %H:%M:%f', 'now'),
    revision = revision + 1
  WHERE id = NEW.id;
  INSERT INTO events (job_id, kind, from_status, to_status, actor, detail)
    VALUES (NEW.id, 'cancelled', OLD.status, 'cancelled',
            CASE WHEN NEW.revision = OLD.revision THEN 'sql' ELSE coalesce(NEW.actor, 'sql') END,
            CASE OLD.status
              WHEN 'submitting' THEN 'its submission has left and may be charged'
              WHEN 'uncertain' THEN 'its submission may have been charged'
              WHEN 'running' THEN 'it was already paid for'
            END);
END;

-- Queuing again never pays twice: what the API is still working on, or has finished, is taken up
-- again; only otherwise is it submitted anew, by what is left of its attempts, one at the least.
CREATE TRIGGER jobs_queuing_again AFTER UPDATE OF status ON jobs
  WHEN NEW.status = 'queued' AND OLD.status IN ('failed', 'cancelled')
BEGIN
  UPDATE jobs SET
    status = coalesce(
      (SELECT CASE outcome
                WHEN 'sending' THEN 'submitting'
                WHEN 'uncertain' THEN 'uncertain'
                WHEN 'accepted' THEN 'running'
                WHEN 'completed' THEN 'completed'
              END
       FROM attempts WHERE job_id = NEW.id ORDER BY number DESC LIMIT 1),
      'queued'),
    finished_at =
      (SELECT finished_at FROM attempts
       WHERE job_id = NEW.id AND outcome = 'completed'
         AND number = (SELECT max(number) FROM attempts WHERE job_id = NEW.id)),
    revision = revision + 1
  WHERE id = NEW.id;
  UPDATE jobs SET
    max_attempts = attempts + 1, revision = revision + 1
  WHERE id = NEW.id AND status = 'queued' AND max_attempts <= attempts;
  INSERT INTO events (job_id, kind, from_status, to_status, actor, detail)
    SELECT NEW.id, 'requeued', OLD.status, status,
           CASE WHEN NEW.revision = OLD.revision THEN 'sql' ELSE coalesce(NEW.actor, 'sql') END,
           CASE
             WHEN status <> 'queued'
             THEN 'its newest prediction is taken up again; nothing is paid twice'
             WHEN max_attempts - attempts = 1 THEN 'one more attempt is authorised'
             ELSE (max_attempts - attempts) || ' more attempts are authorised'
           END
    FROM jobs WHERE id = NEW.id;
END;

-- What it cost stays, in as few bytes as say so.
CREATE TRIGGER jobs_take_their_traces_with_them AFTER DELETE ON jobs
BEGIN
  DELETE FROM events WHERE job_id = OLD.id;
  DELETE FROM outputs WHERE job_id = OLD.id;
  UPDATE attempts SET body = NULL, error = NULL, needs_person = NULL
  WHERE job_id = OLD.id
    AND (body IS NOT NULL OR error IS NOT NULL OR needs_person IS NOT NULL);
END;

CREATE TRIGGER outputs_that_wait_no_longer AFTER UPDATE OF status ON outputs
  WHEN NEW.status <> 'pending'
BEGIN
  DELETE FROM inline_outputs WHERE job_id = NEW.job_id AND position = NEW.position;
END;

CREATE TRIGGER outputs_that_are_gone AFTER DELETE ON outputs
BEGIN
  DELETE FROM inline_outputs WHERE job_id = OLD.job_id AND position = OLD.position;
END;

----------------------------------------------------------------------------------------------
-- Views for people
----------------------------------------------------------------------------------------------

-- Depth and age by model and status.
CREATE VIEW queue AS
  SELECT model, status, count(*) AS jobs,
         min(created_at) AS oldest,
         CAST((julianday('now') - julianday(min(created_at))) * 86400 AS INTEGER) AS oldest_seconds
  FROM jobs
  WHERE status IN ('queued', 'submitting', 'uncertain', 'running')
  GROUP BY model, status;

-- Where each job's time went, in seconds.
CREATE VIEW durations AS
  SELECT id, model, status,
         round((julianday(submitted_at) - julianday(created_at)) * 86400, 3) AS wait_seconds,
         round((julianday(finished_at) - julianday(submitted_at)) * 86400, 3) AS run_seconds,
         round((julianday(finished_at) - julianday(created_at)) * 86400, 3) AS total_seconds,
         inference_ms / 1000.0 AS inference_seconds
  FROM jobs;

-- The money of each submission that was or may have been charged: `spent` is over and charged,
-- `failed` is what of it brought nothing and is not given back, `pending` may still be charged.
-- `charged` and `given_back` are what the API's bills say, `difference` how much more that is than
-- was expected. What was refused outright is not here: the API charges for what it accepts.
CREATE VIEW costs AS
  SELECT job_id, number, model, sent_at, date(sent_at) AS day, outcome = 'completed' AS completed,
         price_usd,
         CASE WHEN outcome IN ('completed', 'given_up') OR (outcome = 'failed' AND refunded = 0)
              THEN price_usd END AS spent_usd,
         CASE WHEN outcome = 'given_up' OR (outcome = 'failed' AND refunded = 0)
              THEN price_usd END AS failed_usd,
         CASE WHEN outcome IN ('sending', 'uncertain', 'accepted') THEN price_usd END
           AS pending_usd,
         charged_usd, given_back_usd,
         charged_usd - coalesce(given_back_usd, 0)
           - CASE WHEN refunded AND given_back_usd IS NOT NULL THEN 0 ELSE price_usd END
           AS difference_usd
  FROM attempts
  WHERE outcome NOT IN ('not_sent', 'throttled', 'rejected');

-- Money by day and model.
CREATE VIEW spending AS
  SELECT day, model, count(*) AS attempts, sum(completed) AS completed,
         round(total(spent_usd), 6) AS spent_usd, round(total(pending_usd), 6) AS pending_usd,
         sum(price_usd IS NULL) AS unknown_prices,
         round(total(charged_usd), 6) AS charged_usd,
         round(total(given_back_usd), 6) AS given_back_usd,
         round(total(failed_usd), 6) AS failed_usd,
         round(total(difference_usd), 6) AS difference_usd,
         round(total(spent_usd) / nullif(sum(completed), 0), 6) AS usd_per_completed
  FROM costs GROUP BY day, model;

-- Money by day and tag, of jobs that are still there; one with two tags counts for each.
CREATE VIEW spending_by_tag AS
  SELECT day, tag.value AS tag, count(*) AS attempts, sum(completed) AS completed,
         round(total(spent_usd), 6) AS spent_usd, round(total(pending_usd), 6) AS pending_usd,
         round(total(failed_usd), 6) AS failed_usd,
         round(total(difference_usd), 6) AS difference_usd,
         round(total(spent_usd) / nullif(sum(completed), 0), 6) AS usd_per_completed
  FROM costs JOIN jobs ON jobs.id = costs.job_id JOIN json_each(jobs.tags) AS tag
  GROUP BY day, tag.value;

-- Completed jobs, one row an output.
CREATE VIEW gallery AS
  SELECT outputs.job_id AS job_id, outputs.position AS position, jobs.model AS model,
         jobs.finished_at AS finished_at,
         json_extract(jobs.input, '$.prompt') AS prompt,
         outputs.url AS url, outputs.path AS path, outputs.nsfw AS nsfw, outputs.status AS status,
         jobs.tags AS tags
  FROM outputs JOIN jobs ON jobs.id = outputs.job_id
  WHERE jobs.status = 'completed';
