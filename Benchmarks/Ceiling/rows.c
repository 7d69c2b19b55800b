#include "rows.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;
static char now[32];

enum {
  BEGIN, COMMIT, LINE, OPEN, SUBMITTING, ACCEPT, RUNNING, COMPLETE, COMPLETED, OUTPUT, TELL, COUNT
};

// The daemon's own statements, with what it leaves to variables where a job goes well.
static const char *const texts[COUNT] = {
  [BEGIN] = "BEGIN IMMEDIATE",
  [COMMIT] = "COMMIT",
  [LINE] =
    "SELECT id, model, input FROM jobs WHERE model = (SELECT min(model) FROM jobs"
    "  WHERE status = 'queued' AND run_after IS NULL AND waits_for IS NULL)"
    " AND status = 'queued' AND run_after IS NULL AND waits_for IS NULL"
    " ORDER BY priority DESC, id LIMIT ?1",
  [OPEN] =
    "INSERT INTO attempts (job_id, number, model, epoch, outcome, body, sent_at)"
    " VALUES (?1, 1, ?3, 1, 'sending', ?4, ?2)",
  [SUBMITTING] =
    "UPDATE jobs SET status = 'submitting', attempts = attempts + 1, submitted_at = ?2,"
    " prediction_id = NULL, remote_status = NULL, started_at = NULL,"
    " revision = revision + 1, actor = 'daemon' WHERE id = ?1 AND status = 'queued'",
  [ACCEPT] =
    "UPDATE attempts SET outcome = 'accepted', prediction_id = ?3, accepted_at = ?2,"
    " adopted = 0, lost_at = NULL, needs_person = NULL, error = NULL, error_code = NULL"
    " WHERE job_id = ?1 AND number = 1",
  [RUNNING] =
    "UPDATE jobs SET status = 'running', prediction_id = ?3, remote_status = 'created',"
    " started_at = NULL, error = NULL, error_code = NULL,"
    " revision = revision + 1, actor = 'daemon' WHERE id = ?1 AND status = 'submitting'",
  [COMPLETE] =
    "UPDATE attempts SET outcome = 'completed', body = NULL, finished_at = ?2,"
    " inference_ms = 0, error = NULL, error_code = NULL WHERE job_id = ?1 AND number = 1",
  [COMPLETED] =
    "UPDATE jobs SET status = 'completed', remote_status = 'completed', outputs = ?3,"
    " has_nsfw_contents = '[false]', inference_ms = 0, error = NULL, error_code = NULL,"
    " finished_at = ?2, revision = revision + 1, actor = 'daemon'"
    " WHERE id = ?1 AND status = 'running'",
  [OUTPUT] =
    "INSERT INTO outputs (job_id, position, url, nsfw, expires_at)"
    " VALUES (?1, 0, ?3 ->> 0, 0, ?2)",
  [TELL] =
    "INSERT INTO events (job_id, at, kind, from_status, to_status, actor)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 'daemon')",
};
static sqlite3_stmt *statements[COUNT];

void rows_open(const char *path) {
  if (sqlite3_open(path, &db)) fail("open", sqlite3_errmsg(db));
  const char *pragmas = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                        "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;";
  if (sqlite3_exec(db, pragmas, 0, 0, 0)) fail("pragmas", sqlite3_errmsg(db));
  for (int i = 0; i < COUNT; i++)
    if (sqlite3_prepare_v2(db, texts[i], -1, &statements[i], 0)) fail(texts[i], sqlite3_errmsg(db));
}

void rows_close(void) {
  for (int i = 0; i < COUNT; i++) sqlite3_finalize(statements[i]);
  sqlite3_close(db);
}

// Binds the job, the time and up to three texts where the statement has a place for them, and runs.
static void run(int which, long long id, const char *a, const char *b, const char *c) {
  sqlite3_stmt *statement = statements[which];
  const char *values[] = {now, a, b, c};
  int places = sqlite3_bind_parameter_count(statement);
  if (places) sqlite3_bind_int64(statement, 1, id);
  for (int place = 2; place <= places; place++)
    sqlite3_bind_text(statement, place, values[place - 2], -1, SQLITE_STATIC);
  if (sqlite3_step(statement) != SQLITE_DONE) fail(texts[which], sqlite3_errmsg(db));
  sqlite3_reset(statement);
}

void rows_begin(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  struct tm utc;
  gmtime_r(&time.tv_sec, &utc);
  size_t length = strftime(now, sizeof now, "%Y-%m-%d %H:%M:%S", &utc);
  int milliseconds = (int)(time.tv_nsec / 1000000);
  sqlite3_snprintf((int)(sizeof now - length), now + length, ".%03d", milliseconds);
  run(BEGIN, 0, 0, 0, 0);
}

void rows_commit(void) { run(COMMIT, 0, 0, 0, 0); }

int rows_claim(Job **claimed, int most) {
  int count = 0;
  sqlite3_stmt *line = statements[LINE];
  sqlite3_bind_int(line, 1, most);
  while (sqlite3_step(line) == SQLITE_ROW) {
    Job *job = calloc(1, sizeof *job);
    job->id = sqlite3_column_int64(line, 0);
    job->model = strdup((const char *)sqlite3_column_text(line, 1));
    job->input = strdup((const char *)sqlite3_column_text(line, 2));
    claimed[count++] = job;
  }
  sqlite3_reset(line);
  for (int i = 0; i < count; i++) {
    run(OPEN, claimed[i]->id, claimed[i]->model, claimed[i]->input, 0);
    run(SUBMITTING, claimed[i]->id, 0, 0, 0);
    run(TELL, claimed[i]->id, "submitting", "queued", "submitting");
  }
  return count;
}

void rows_accept(const Job *job) {
  run(ACCEPT, job->id, job->prediction, 0, 0);
  run(RUNNING, job->id, job->prediction, 0, 0);
  run(TELL, job->id, "accepted", "submitting", "running");
}

void rows_complete(const Job *job) {
  char outputs[512] = "[]";
  const char *begin = strstr(job->reply, "\"outputs\":["), *end = begin ? strchr(begin, ']') : 0;
  if (!end) fail("a result without outputs", job->reply);
  sqlite3_snprintf(sizeof outputs, outputs, "%.*s", (int)(end - begin) - 9, begin + 10);
  run(COMPLETE, job->id, 0, 0, 0);
  run(COMPLETED, job->id, outputs, 0, 0);
  run(OUTPUT, job->id, outputs, 0, 0);
  run(TELL, job->id, "completed", "running", "completed");
}
