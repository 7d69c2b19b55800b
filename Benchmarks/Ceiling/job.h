#pragma once
#include <stddef.h>

// One job on its way, from the claim's commit to its last.
typedef struct Job {
  long long id;
  char *model, *input;
  char prediction[64];
  char reply[4096];
  size_t length;
  enum { SUBMITTED, POLLED } asked;
} Job;

// Ends the program: a ceiling that stumbles is none.
void fail(const char *what, const char *why) __attribute__((noreturn));
