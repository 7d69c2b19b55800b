// How fast this machine could do it: the daemon's two requests a job, its rows, and nothing else.
//
//   ceiling DATABASE URL IN-FLIGHT GROUP
//
// Takes what is queued until nothing is left: as many in flight, as many changes in a commit and
// the same order (no request leaves before its commit) as the daemon; no checks, no retries, no
// pacing, answers read by strstr. All goes well or it ends.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "wire.h"

enum { BATCH = 200, LANES = 16 };

void fail(const char *what, const char *why) {
  fprintf(stderr, "ceiling: %s: %s\n", what, why);
  exit(1);
}

static void read_id(Job *job) {
  const char *begin = strstr(job->reply, "\"id\":\"");
  if (!begin || sscanf(begin + 6, "%63[^\"]", job->prediction) != 1) fail("no id", job->reply);
}

static void forget(Job *job) {
  free(job->model);
  free(job->input);
  free(job);
}

int main(int count, char **words) {
  if (count != 5) fail("usage", "ceiling DATABASE URL IN-FLIGHT GROUP");
  int most = atoi(words[3]), group = atoi(words[4]), live = 0, is_more = 1, commits = 0;
  Job **answered = calloc((size_t)most, sizeof *answered), *claimed[BATCH];
  rows_open(words[1]);
  wire_open(words[2], LANES);
  for (int news = 0; is_more || live;) {
    for (Job *job; (job = wire_answered());) {
      // Asked again at once if it has not ended: nothing to record.
      if (job->asked == POLLED && !strstr(job->reply, "\"status\":\"completed\"")) wire_poll(job);
      else answered[news++] = job;
    }
    if (wire_busy() && news < group) {
      wire_wait();
      continue;
    }
    rows_begin();
    for (int i = 0; i < news; i++) {
      if (answered[i]->asked == POLLED) {
        rows_complete(answered[i]);
        live--;
      } else {
        read_id(answered[i]);
        rows_accept(answered[i]);
      }
    }
    int room = most - live < BATCH ? most - live : BATCH;
    int fresh = is_more && room ? rows_claim(claimed, room) : 0;
    if (room && !fresh) is_more = 0;
    live += fresh;
    rows_commit();
    commits++;
    for (int i = 0; i < fresh; i++) wire_submit(claimed[i]);
    for (int i = 0; i < news; i++) {
      if (answered[i]->asked == POLLED) forget(answered[i]);
      else wire_poll(answered[i]);
    }
    news = 0;
  }
  rows_close();
  printf("%d commits\n", commits);
}
