// A disk for simulations: an SQLite VFS whose files live in memory and know what was synced.
//
// It belongs to one thread. Its handles belong to processes of the simulated machine, which can die
// between any two calls: from then on every call fails, nothing is written, and what other processes
// see is what the dead one had written when it died. When the power goes, all die, and of what was
// not synced nothing, all or any part survives, sector by sector.
#pragma once
#include <stdint.h>

typedef struct powercut powercut;

enum powercut_loss {
  POWERCUT_LOSES_ALL = 0,   // only what was synced survives
  POWERCUT_LOSES_NONE = 1,  // the disk had written everything after all
  POWERCUT_LOSES_SOME = 2,  // each unsynced sector is a throw of the dice
};

#define POWERCUT_PROCESSES 4

// Makes SQLite as quick as it can be in a process of one thread. Before anything else.
void powercut_be_quick(void);

powercut *powercut_create(const char *name);
void powercut_destroy(powercut *disk);

// An empty disk, nobody on it. All connections must be closed.
void powercut_format(powercut *disk, uint64_t seed);

// The files as they are, to begin later with the same; all connections must be closed.
void powercut_keep(powercut *disk);
void powercut_begin_with_kept(powercut *disk, uint64_t seed);

// Who makes the calls from here on.
void powercut_enter(powercut *disk, int process);

// Lets a process die, or the power go, before its next call but `steps`; below 0 for never.
void powercut_arm(powercut *disk, int process, int64_t steps, int takes_power);

// One step that is no call to the disk. Answers whether the process still lives.
int powercut_step(powercut *disk, int process);
int powercut_is_dead(const powercut *disk, int process);
int powercut_has_power(const powercut *disk);
void powercut_kill(powercut *disk, int process);
void powercut_kill_all(powercut *disk);

// Once a dead process has let go of its connections: it may be started again.
// Answers how many handles it still holds, which should be none.
int powercut_bury(powercut *disk, int process);

// Once all are dead and buried: what the disk holds when the power is back.
void powercut_restore_power(powercut *disk, int loss, uint64_t seed);

// A file put in the place of another and its log, synced. Nobody may have either open.
void powercut_replace(powercut *disk, const char *from, const char *to);
void powercut_sync(powercut *disk, const char *name);

// Faults that last until they are taken back.
void powercut_set_free_bytes(powercut *disk, int64_t bytes);  // below 0: plenty
int powercut_is_read_only(const powercut *disk);
void powercut_set_read_only(powercut *disk, int is_read_only);
int powercut_sync_fails(const powercut *disk);
void powercut_set_sync_fails(powercut *disk, int fails);

// The wall clock that SQLite reads, in milliseconds since 1970; sleeping adds to it.
void powercut_set_clock(powercut *disk, int64_t milliseconds);
int64_t powercut_take_slept_microseconds(powercut *disk);

// How many writes the log has had: what a file watch would tell.
uint64_t powercut_log_writes(const powercut *disk);
uint64_t powercut_syncs(const powercut *disk);

// Whether somebody holds the lock under which SQLite writes to this database: what the kernel would tell.
int powercut_is_being_written(powercut *disk, const char *name);
