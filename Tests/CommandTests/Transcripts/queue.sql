-- A queue in the middle of its work, a job of each kind, as the daemon would have left it. The
-- transcripts are told at noon of the 1st of April 2026.

INSERT INTO jobs (id, model, input, status, tags, attempts, price_usd, prediction_id, remote_status,
    outputs, has_nsfw_contents, inference_ms, error, error_code, created_at, submitted_at,
    started_at, finished_at, waits_for, run_after, max_price_usd,
    revision, actor)
SELECT id, models.name, input, status, tags, attempts, price, prediction, remote, outputs, nsfw,
       inference, error, code, '2026-04-01 ' || made, '2026-04-01 ' || sent,
       '2026-04-01 ' || begun, '2026-04-01 ' || ended, waits, '2026-04-01 ' || starts,
       iif(id = 12, 2, NULL), 1,
       iif(attempts > 0, 'daemon', 'cli')
FROM (
  SELECT NULL AS id, NULL AS model, NULL AS input, NULL AS status, '[]' AS tags, 0 AS attempts,
         NULL AS price, NULL AS prediction, NULL AS remote, NULL AS outputs, NULL AS nsfw,
         NULL AS inference, NULL AS error, NULL AS code, NULL AS made, NULL AS sent,
         NULL AS begun, NULL AS ended, NULL AS waits, NULL AS starts
  WHERE 0
  UNION ALL VALUES
  (1, 'open-video/image-to-video',
   '{"image": "https://example.com/harbour.jpg", "prompt": "Boats rock in the wind.", "duration": 10}',
   'completed', '["spring"]', 1, 0.2, '8f2c1e0a', 'completed',
   '["https://cdn.example.com/8f2c1e0a.mp4"]', '[false]', 84210, NULL, NULL,
   '07:00:00.000', '07:00:00.000', '07:00:00.000', '08:00:00.000', NULL, NULL),
  (2, 'kissing-pro', '{"image": "https://example.com/couple.jpg"}',
   'completed', '["spring", "gift"]', 2, 0.4, '41d7b3c9', 'completed',
   '["https://cdn.example.com/41d7b3c9.mp4"]', '[true]', 61900, NULL, NULL,
   '07:00:00.000', '08:00:00.000', '08:00:00.000', '09:00:00.000', NULL, NULL),
  (3, 'veo2-i2v', '{"image": "https://example.com/man.jpg", "prompt": "A man bows to the camera."}',
   'failed', '[]', 1, 1.2, 'c0ffee42', 'failed', NULL, NULL, NULL,
   'The content was refused by moderation', 1200,
   '08:00:00.000', '08:00:00.000', '08:00:00.000', '09:00:00.000', NULL, NULL),
  (4, 'kissing-pro', '{"image": "https://example.com/statue.jpg"}',
   'failed', '["gift"]', 1, 0.4, '5e5e5e5e', 'failed', NULL, NULL, NULL,
   'no faces were found in the picture', 5000,
   '09:00:00.000', '09:00:00.000', '09:00:00.000', '10:00:00.000', NULL, NULL),
  (5, 'veo2-i2v', '{"image": "https://example.com/cat.jpg", "prompt": "A cat at sea."}',
   'cancelled', '[]', 1, 1.2, '77aa77aa', 'processing', NULL, NULL, NULL, NULL, NULL,
   '10:00:00.000', '11:40:00.000', '11:40:00.000', '11:51:00.000', NULL, NULL),
  (6, 'open-video/image-to-video',
   '{"image": "https://example.com/kite.jpg", "prompt": "A red kite climbs over dunes at noon."}',
   'running', '["spring"]', 1, 0.1, 'b7b7c0de', 'processing', NULL, NULL, NULL, NULL, NULL,
   '11:10:00.000', '11:51:00.000', '11:51:00.000', NULL, NULL, NULL),
  (7, 'veo2-i2v', '{"image": "https://example.com/tree.jpg", "prompt": "Snow falls on a tree."}',
   'uncertain', '[]', 1, 1.2, NULL, NULL, NULL, NULL, NULL,
   '502 Bad Gateway', 502, '07:00:00.000', '10:00:00.000', NULL, NULL, NULL, NULL),
  (8, 'kissing-pro', '{"image": "https://example.com/bench.jpg"}',
   'submitting', '["gift"]', 1, 0.4, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   '11:51:00.000', '11:59:40.000', NULL, NULL, NULL, NULL),
  (9, 'veo2-i2v', '{"image": "https://example.com/dog.jpg", "prompt": "A dog yawns."}',
   'queued', '[]', 0, 1.2, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   '11:51:00.000', NULL, NULL, NULL, NULL, NULL),
  (10, 'veo2-i2v', '{"image": "https://example.com/owl.jpg", "prompt": "An owl turns its head."}',
   'queued', '[]', 0, 1.2, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   '11:51:00.000', NULL, NULL, NULL, NULL, '14:00:00.000'),
  (11, 'open-video/image-to-video',
   '{"image": "https://example.com/storm.jpg", "prompt": "A storm.", "duration": 20, "resolution": "1080p"}',
   'queued', '["spring"]', 0, 1.2, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   '11:57:00.000', NULL, NULL, NULL, 'budget', NULL),
  (12, 'video-effects/live-memory', '{"image": "https://example.com/grandma.jpg"}',
   'queued', '["gift"]', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   '11:57:00.000', NULL, NULL, NULL, 'unknown_price', NULL)
) AS job
JOIN models ON models.name LIKE '%' || job.model
ORDER BY id;

INSERT INTO attempts (job_id, number, model, epoch, outcome, prediction_id, body, sent_at,
    accepted_at, finished_at, http_status, error, error_code, inference_ms, polls, price_usd,
    refunded, charged_usd, given_back_usd, lost_at, looks, needs_person)
SELECT jobs.id, number, model, 1, outcome, prediction, iif(ended IS NULL, input, NULL),
       '2026-04-01 ' || sent, iif(prediction IS NULL, NULL, '2026-04-01 ' || sent),
       '2026-04-01 ' || ended, http, try.error, code, inference, polls,
       coalesce(price, jobs.price_usd), refunded, charged, given, iif(looks > 0, '2026-04-01 ' || sent, NULL), looks, person
FROM (
  SELECT NULL AS job, NULL AS number, NULL AS outcome, NULL AS prediction, NULL AS sent,
         NULL AS ended, NULL AS http, NULL AS error, NULL AS code, NULL AS inference, 0 AS polls,
         NULL AS price, 0 AS refunded, NULL AS charged, NULL AS given, 0 AS looks, NULL AS person
  WHERE 0
  UNION ALL VALUES
  (1, 1, 'completed', '8f2c1e0a', '07:00:00.000', '08:00:00.000', NULL, NULL, NULL, 84210, 9, NULL, 0, 0.2, NULL, 0, NULL),
  (2, 1, 'failed', '0dd0dd00', '07:00:00.000', '08:00:00.000', NULL, 'internal error', 5000, NULL, 4, NULL, 1, 0.4, 0.4, 0, NULL),
  (2, 2, 'completed', '41d7b3c9', '08:00:00.000', '09:00:00.000', NULL, NULL, NULL, 61900, 7, NULL, 0, 0.5, NULL, 0, NULL),
  (3, 1, 'failed', 'c0ffee42', '08:00:00.000', '09:00:00.000', NULL, 'The content was refused by moderation', 1200, NULL, 3, NULL, 0, 1.2, NULL, 0, NULL),
  (4, 1, 'failed', '5e5e5e5e', '09:00:00.000', '10:00:00.000', NULL, 'no faces were found in the picture', 5000, NULL, 3, NULL, 1, NULL, NULL, 0, NULL),
  (5, 1, 'accepted', '77aa77aa', '11:40:00.000', NULL, NULL, NULL, NULL, NULL, 12, NULL, 0, NULL, NULL, 0, NULL),
  (6, 1, 'accepted', 'b7b7c0de', '11:51:00.000', NULL, NULL, NULL, NULL, NULL, 6, NULL, 0, NULL, NULL, 0, NULL),
  (7, 1, 'uncertain', NULL, '10:00:00.000', NULL, 502, '502 Bad Gateway', 502, NULL, 0, NULL, 0, NULL, NULL, 5,
   'no prediction like it was found'),
  (8, 1, 'sending', NULL, '11:59:40.000', NULL, NULL, NULL, NULL, NULL, 0, NULL, 0, NULL, NULL, 0, NULL)
) AS try
JOIN jobs ON jobs.id = job;

INSERT INTO outputs (job_id, position, url, nsfw, status, path, bytes, sha256, content_type, expires_at)
SELECT id, 0, json_extract(outputs, '$[0]'), id = 2, iif(id = 1, 'saved', 'pending'),
       iif(id = 1, '/srv/films/1-1.mp4', NULL), iif(id = 1, 4404019, NULL),
       iif(id = 1, '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', NULL),
       iif(id = 1, 'video/mp4', NULL), '2026-04-08' || substr(created_at, 11)
FROM jobs WHERE status = 'completed';

INSERT INTO budgets (scope, per_day_usd) VALUES ('wavespeed-ai/open-video/image-to-video', 1);
INSERT INTO pauses (scope, reason, detail, since)
  VALUES ('video-effects/live-memory', 'permission', 'your plan does not include this model',
          '2026-04-01 11:10:00.000');
UPDATE limits SET in_flight = 4, per_minute = 10 WHERE scope = '';
INSERT INTO limits (scope, in_flight) VALUES ('wavespeed-ai/veo2-i2v', 2);
UPDATE daemon SET epoch = 3, pid = 4711, version = '0.1.0', api_url = 'https://api.wavespeed.ai',
  started_at = '2026-03-29 12:00:00.000', heartbeat_at = '2026-04-01 12:00:00.000',
  balance_usd = 41.5, balance_at = '2026-04-01 11:40:00.000';

-- The log says now of everything; it is told when it happened.
DROP TRIGGER events_are_not_rewritten;
UPDATE events SET at = (SELECT created_at FROM jobs WHERE id = job_id), actor = 'cli';
CREATE TRIGGER events_are_not_rewritten BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'the log of events is not rewritten');
END;
