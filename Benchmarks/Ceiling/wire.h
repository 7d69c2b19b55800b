#pragma once
#include "job.h"

// The two requests of a job, by bare libcurl on one multi handle: the submission on a connection of
// its own, the poll on one of `lanes` that are kept.
void wire_open(const char *url, int lanes);
void wire_submit(Job *job);
void wire_poll(Job *job);

// Waits for something to happen, and returns a job whose answer is whole, or null.
void wire_wait(void);
Job *wire_answered(void);

// How many requests have left and have no answer yet, those included that wait for a lane.
int wire_busy(void);
