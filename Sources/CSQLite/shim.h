#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast macro, which Swift cannot import.
static inline sqlite3_destructor_type wavespool_sqlite_transient(void) { return SQLITE_TRANSIENT; }

// sqlite3_config is variadic, which Swift cannot call.
static inline int wavespool_sqlite_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// sqlite3_db_config is variadic, which Swift cannot call.
static inline int wavespool_sqlite_configure(sqlite3 *db, int option, int on) { return sqlite3_db_config(db, option, on, (int *)0); }
