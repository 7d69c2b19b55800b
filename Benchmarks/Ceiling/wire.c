#include "wire.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

static CURLM *multi;
static struct curl_slist *headers;
static const char *base;
static int lanes_free, busy;

// Handles that are used again, and jobs that wait for a lane, the first of them first.
static CURL *idle[4096];
static int idle_count;
static Job *waiting[4096];
static unsigned first, last;

void wire_open(const char *url, int lanes) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  base = url;
  lanes_free = lanes;
  multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)lanes);
  headers = curl_slist_append(headers, "Authorization: Bearer key");
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Expect:");
}

static size_t receive(char *bytes, size_t one, size_t count, void *job_) {
  Job *job = job_;
  if (job->length + count >= sizeof job->reply) return 0;
  memcpy(job->reply + job->length, bytes, count);
  job->reply[job->length += count] = 0;
  return one * count;
}

static CURL *request(Job *job, const char *url) {
  CURL *easy = idle_count ? idle[--idle_count] : curl_easy_init();
  curl_easy_reset(easy);
  job->length = 0;
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
  return easy;
}

void wire_submit(Job *job) {
  char url[512];
  snprintf(url, sizeof url, "%s/api/v3/%s", base, job->model);
  CURL *easy = request(job, url);
  job->asked = SUBMITTED;
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, job->input);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_multi_add_handle(multi, easy);
  busy++;
}

static void ask(Job *job) {
  char url[512];
  snprintf(url, sizeof url, "%s/api/v3/predictions/%s/result", base, job->prediction);
  job->asked = POLLED;
  curl_multi_add_handle(multi, request(job, url));
}

void wire_poll(Job *job) {
  busy++;
  if (lanes_free) {
    lanes_free--;
    ask(job);
  } else {
    waiting[last++ % 4096] = job;
  }
}

void wire_wait(void) {
  int running;
  if (curl_multi_poll(multi, 0, 0, 1000, 0)) fail("poll", "curl_multi_poll");
  if (curl_multi_perform(multi, &running)) fail("perform", "curl_multi_perform");
}

Job *wire_answered(void) {
  int left;
  CURLMsg *message = curl_multi_info_read(multi, &left);
  if (!message) return 0;
  Job *job;
  long status;
  CURL *easy = message->easy_handle;
  if (message->data.result) fail("exchange", curl_easy_strerror(message->data.result));
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) fail("an answer", job->reply);
  curl_multi_remove_handle(multi, easy);
  idle[idle_count++] = easy;
  busy--;
  if (job->asked == POLLED) {
    if (first != last) ask(waiting[first++ % 4096]);
    else lanes_free++;
  }
  return job;
}

int wire_busy(void) { return busy; }
