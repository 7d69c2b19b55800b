#pragma once
#include "job.h"

// What the daemon writes of a job, by bare SQLite: the same rows through the same schema.
void rows_open(const char *path);
void rows_close(void);
void rows_begin(void);
void rows_commit(void);

// Claims the first `most` of the line. Returns how many there were.
int rows_claim(Job **claimed, int most);
void rows_accept(const Job *job);
void rows_complete(const Job *job);
