#include "powercut.h"

#include <assert.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// A file keeps two contents: what reads see, and what is surely on the platter. A sync copies the
// sectors that differ; a power cut decides about each of them.

#define SECTOR 512
#define REGIONS 32

typedef struct content {
  uint8_t *bytes;
  int64_t size;
  int64_t room;
} content;

typedef struct shm {
  void *regions[REGIONS];
  void *frozen[REGIONS];  // as a process left it that has died since
  int region_size;
  int count;
  int users;
  int shared[SQLITE_SHM_NLOCK];
  int exclusive[SQLITE_SHM_NLOCK];
} shm;

typedef struct node {
  struct node *next;
  char *name;
  content seen;
  content durable;
  uint8_t *dirty;  // a byte a sector
  int64_t dirty_room;
  int64_t dirty_low, dirty_high;
  int is_durable;  // its name is on the platter
  int is_there;    // its name is seen
  int handles;
  int is_log;
  int shared;  // the locks of the file itself
  int reserved, pending, exclusive;
  shm *shm;
} node;

typedef struct handle {
  sqlite3_file base;
  powercut *disk;
  node *node;
  int owner;
  int level;
  int deletes;
  int has_shm;
  int is_new_log;
  unsigned shm_shared, shm_exclusive;
} handle;

typedef struct kept {
  struct kept *next;
  char *name;
  content bytes;
} kept;

struct powercut {
  sqlite3_vfs vfs;
  char name[32];
  node *nodes;
  kept *kept;
  int current;
  int dead[POWERCUT_PROCESSES];
  int handles[POWERCUT_PROCESSES];
  int has_power;
  int armed;
  int64_t steps;
  int takes_power;
  int is_frozen;
  int64_t free_bytes;
  int read_only;
  int sync_fails;
  int64_t clock;
  int64_t slept;
  uint64_t random;
  uint64_t log_writes;
  uint64_t syncs;
};

static uint64_t roll(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15ull);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

static void *must(void *memory) {
  if (!memory) abort();
  return memory;
}

// ---------------------------------------------------------------------------- contents

static void reserve(content *c, int64_t size) {
  if (size <= c->room) return;
  int64_t room = c->room ? c->room : 16 * 1024;
  while (room < size) room *= 2;
  c->bytes = must(realloc(c->bytes, room));
  memset(c->bytes + c->room, 0, room - c->room);
  c->room = room;
}

// Behind the end there are only zeros, so that growing needs no clearing.
static void resize(content *c, int64_t size) {
  reserve(c, size);
  if (size < c->size) memset(c->bytes + size, 0, c->size - size);
  c->size = size;
}

static void mark(node *n, int64_t from, int64_t to) {
  if (to <= from) return;
  int64_t low = from / SECTOR, high = (to + SECTOR - 1) / SECTOR;
  if (high > n->dirty_room) {
    int64_t room = n->dirty_room ? n->dirty_room : 64;
    while (room < high) room *= 2;
    n->dirty = must(realloc(n->dirty, room));
    memset(n->dirty + n->dirty_room, 0, room - n->dirty_room);
    n->dirty_room = room;
  }
  memset(n->dirty + low, 1, high - low);
  if (n->dirty_low == n->dirty_high) {
    n->dirty_low = low;
    n->dirty_high = high;
  } else {
    if (low < n->dirty_low) n->dirty_low = low;
    if (high > n->dirty_high) n->dirty_high = high;
  }
}

static void copy_sector(content *to, const content *from, int64_t sector) {
  int64_t start = sector * SECTOR, end = start + SECTOR;
  if (end > to->size) end = to->size;
  if (start >= end) return;
  int64_t have = from->size < end ? from->size : end;
  if (have > start) memcpy(to->bytes + start, from->bytes + start, have - start);
  if (have < end) {
    int64_t zero = have > start ? have : start;
    memset(to->bytes + zero, 0, end - zero);
  }
}

static void clean(node *n) {
  if (n->dirty_high > n->dirty_low)
    memset(n->dirty + n->dirty_low, 0, n->dirty_high - n->dirty_low);
  n->dirty_low = n->dirty_high = 0;
}

static void make_durable(node *n) {
  resize(&n->durable, n->seen.size);
  for (int64_t s = n->dirty_low; s < n->dirty_high; s++)
    if (n->dirty[s]) copy_sector(&n->durable, &n->seen, s);
  clean(n);
  n->is_durable = 1;
}

static void free_shm(shm *s) {
  if (!s) return;
  for (int i = 0; i < REGIONS; i++) {
    free(s->regions[i]);
    free(s->frozen[i]);
  }
  free(s);
}

static void free_node(node *n) {
  free(n->name);
  free(n->seen.bytes);
  free(n->durable.bytes);
  free(n->dirty);
  free_shm(n->shm);
  free(n);
}

static int ends_with(const char *name, const char *end) {
  size_t a = strlen(name), b = strlen(end);
  return a >= b && strcmp(name + a - b, end) == 0;
}

static node *find(powercut *d, const char *name) {
  for (node *n = d->nodes; n; n = n->next)
    if (n->name && strcmp(n->name, name) == 0) return n;
  return NULL;
}

static node *make(powercut *d, const char *name) {
  node *n = must(calloc(1, sizeof *n));
  if (name) {
    n->name = must(strdup(name));
    n->is_log = ends_with(name, "-wal");
  }
  n->next = d->nodes;
  d->nodes = n;
  return n;
}

static void drop(powercut *d, node *gone) {
  for (node **p = &d->nodes; *p; p = &(*p)->next)
    if (*p == gone) {
      *p = gone->next;
      free_node(gone);
      return;
    }
}

// ---------------------------------------------------------------------------- life and death

static void freeze(powercut *d) {
  if (d->is_frozen) return;
  d->is_frozen = 1;
  for (node *n = d->nodes; n; n = n->next) {
    if (!n->shm) continue;
    for (int i = 0; i < n->shm->count; i++) {
      n->shm->frozen[i] = must(malloc(n->shm->region_size));
      memcpy(n->shm->frozen[i], n->shm->regions[i], n->shm->region_size);
    }
  }
}

void powercut_kill(powercut *d, int process) {
  freeze(d);
  d->dead[process] = 1;
}

void powercut_kill_all(powercut *d) {
  freeze(d);
  for (int i = 0; i < POWERCUT_PROCESSES; i++) d->dead[i] = 1;
  d->has_power = 0;
}

int powercut_step(powercut *d, int process) {
  if (d->dead[process]) return 0;
  if (d->steps < 0 || d->armed != process) return 1;
  if (d->steps-- > 0) return 1;
  if (d->takes_power)
    powercut_kill_all(d);
  else
    powercut_kill(d, process);
  return 0;
}

void powercut_arm(powercut *d, int process, int64_t steps, int takes_power) {
  d->armed = process;
  d->steps = steps;
  d->takes_power = takes_power;
}

int powercut_is_dead(const powercut *d, int process) { return d->dead[process]; }
int powercut_has_power(const powercut *d) { return d->has_power; }

int powercut_bury(powercut *d, int process) {
  d->dead[process] = 0;
  int anyone = 0;
  for (int i = 0; i < POWERCUT_PROCESSES; i++) anyone |= d->dead[i];
  if (!anyone && d->is_frozen) {
    // What the dead one's library did to the shared memory after its death has not happened.
    d->is_frozen = 0;
    for (node *n = d->nodes; n; n = n->next) {
      if (!n->shm) continue;
      for (int i = 0; i < REGIONS; i++) {
        if (!n->shm->frozen[i]) continue;
        memcpy(n->shm->regions[i], n->shm->frozen[i], n->shm->region_size);
        free(n->shm->frozen[i]);
        n->shm->frozen[i] = NULL;
      }
    }
  }
  return d->handles[process];
}

static void lose(node *n, int loss, uint64_t *dice) {
  int64_t before = n->durable.size, after = n->seen.size;
  if (loss == POWERCUT_LOSES_NONE) {
    make_durable(n);
  } else if (loss == POWERCUT_LOSES_SOME) {
    resize(&n->durable, roll(dice) & 1 ? after : before);
    for (int64_t s = n->dirty_low; s < n->dirty_high; s++)
      if (n->dirty[s] && (roll(dice) & 1)) copy_sector(&n->durable, &n->seen, s);
  }
  resize(&n->seen, n->durable.size);
  memcpy(n->seen.bytes, n->durable.bytes, n->durable.size);
  clean(n);
}

void powercut_restore_power(powercut *d, int loss, uint64_t seed) {
  uint64_t dice = seed;
  for (node *n = d->nodes, *next; n; n = next) {
    next = n->next;
    assert(n->handles == 0);
    int stays = n->is_there, was = n->is_durable;
    if (stays != was) {
      int keeps_new =
          loss == POWERCUT_LOSES_NONE || (loss == POWERCUT_LOSES_SOME && (roll(&dice) & 1));
      if (!keeps_new) stays = was;
    }
    if (!stays || !n->name) {
      drop(d, n);
      continue;
    }
    lose(n, loss, &dice);
    n->is_there = n->is_durable = 1;
    n->shared = n->reserved = n->pending = n->exclusive = 0;
    free_shm(n->shm);
    n->shm = NULL;
  }
  for (int i = 0; i < POWERCUT_PROCESSES; i++) d->dead[i] = 0;
  d->is_frozen = 0;
  d->has_power = 1;
  d->steps = -1;
}

// ---------------------------------------------------------------------------- one file

static int is_dead(handle *h) { return h->disk->dead[h->owner]; }
static int lives(handle *h) { return powercut_step(h->disk, h->owner); }

static int file_read(sqlite3_file *file, void *to, int count, sqlite3_int64 at) {
  handle *h = (handle *)file;
  if (is_dead(h)) return SQLITE_IOERR_READ;
  content *c = &h->node->seen;
  int64_t have = c->size - at;
  if (have >= count) {
    memcpy(to, c->bytes + at, count);
    return SQLITE_OK;
  }
  if (have < 0) have = 0;
  if (have) memcpy(to, c->bytes + at, have);
  memset((uint8_t *)to + have, 0, count - have);
  return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *from, int count, sqlite3_int64 at) {
  handle *h = (handle *)file;
  powercut *d = h->disk;
  if (!lives(h)) return SQLITE_IOERR_WRITE;
  node *n = h->node;
  if (n->name) {
    if (d->read_only) return SQLITE_IOERR_WRITE;
    int64_t grows = at + count - n->seen.size;
    if (grows > 0 && d->free_bytes >= 0) {
      if (grows > d->free_bytes) return SQLITE_FULL;
      d->free_bytes -= grows;
    }
  }
  if (at + count > n->seen.size) {
    // A hole is part of what must reach the platter.
    mark(n, n->seen.size, at);
    resize(&n->seen, at + count);
  }
  memcpy(n->seen.bytes + at, from, count);
  mark(n, at, at + count);
  if (n->is_log) d->log_writes++;
  return SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  handle *h = (handle *)file;
  if (!lives(h)) return SQLITE_IOERR_TRUNCATE;
  if (h->node->name && h->disk->read_only) return SQLITE_IOERR_TRUNCATE;
  if (h->disk->free_bytes >= 0 && size < h->node->seen.size)
    h->disk->free_bytes += h->node->seen.size - size;
  mark(h->node, size, h->node->seen.size);
  resize(&h->node->seen, size);
  return SQLITE_OK;
}

static void forget_if_unused(powercut *d, node *n) {
  if (n->handles > 0) return;
  if (!n->name || (!n->is_there && !n->is_durable)) drop(d, n);
}

static int file_sync(sqlite3_file *file, int flags) {
  handle *h = (handle *)file;
  (void)flags;
  if (!lives(h)) return SQLITE_IOERR_FSYNC;
  if (h->disk->sync_fails || h->disk->read_only) return SQLITE_IOERR_FSYNC;
  h->disk->syncs++;
  // As SQLite's own does for a new log or journal: the folder is synced with it, and so is what
  // was removed from there.
  if (h->is_new_log) {
    h->is_new_log = 0;
    for (node *n = h->disk->nodes, *next; n; n = next) {
      next = n->next;
      if (!n->name || n == h->node) continue;
      n->is_durable = n->is_there;
      forget_if_unused(h->disk, n);
    }
  }
  make_durable(h->node);
  return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  handle *h = (handle *)file;
  if (is_dead(h)) return SQLITE_IOERR_FSTAT;
  *size = h->node->seen.size;
  return SQLITE_OK;
}

// > The locking levels are: NONE, SHARED, RESERVED, PENDING, EXCLUSIVE.
static void set_level(handle *h, int level) {
  node *n = h->node;
  if (level < SQLITE_LOCK_EXCLUSIVE && h->level == SQLITE_LOCK_EXCLUSIVE) n->exclusive = 0;
  if (level < SQLITE_LOCK_PENDING && h->level >= SQLITE_LOCK_PENDING) n->pending = 0;
  if (level < SQLITE_LOCK_RESERVED && h->level >= SQLITE_LOCK_RESERVED) n->reserved = 0;
  if (level < SQLITE_LOCK_SHARED && h->level >= SQLITE_LOCK_SHARED) n->shared--;
  h->level = level;
}

static int file_lock(sqlite3_file *file, int level) {
  handle *h = (handle *)file;
  node *n = h->node;
  if (!lives(h)) return SQLITE_IOERR_LOCK;
  if (level <= h->level) return SQLITE_OK;
  if (level == SQLITE_LOCK_SHARED) {
    if (n->pending || n->exclusive) return SQLITE_BUSY;
    n->shared++;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (n->reserved || n->pending || n->exclusive) return SQLITE_BUSY;
    n->reserved = 1;
  } else {
    if (h->level < SQLITE_LOCK_RESERVED && n->reserved) return SQLITE_BUSY;
    if (h->level < SQLITE_LOCK_PENDING && n->pending) return SQLITE_BUSY;
    n->reserved = n->pending = 1;
    h->level = SQLITE_LOCK_PENDING;
    if (level == SQLITE_LOCK_EXCLUSIVE) {
      if (n->shared > 1) return SQLITE_BUSY;
      n->exclusive = 1;
    }
  }
  h->level = level;
  return SQLITE_OK;
}

static int file_unlock(sqlite3_file *file, int level) {
  handle *h = (handle *)file;
  if (level < h->level) set_level(h, level);
  return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *file, int *result) {
  handle *h = (handle *)file;
  if (is_dead(h)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
  *result = h->node->reserved || h->node->pending || h->node->exclusive;
  return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int what, void *with) {
  (void)file, (void)what, (void)with;
  return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file) {
  (void)file;
  return 4096;
}

// As SQLite's own VFS for Unix says of any disk.
static int file_traits(sqlite3_file *file) {
  (void)file;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// ---------------------------------------------------------------------------- shared memory

static int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **at) {
  handle *h = (handle *)file;
  *at = NULL;
  if (is_dead(h)) return SQLITE_IOERR_SHMMAP;
  node *n = h->node;
  if (!n->shm) {
    n->shm = must(calloc(1, sizeof(shm)));
    n->shm->region_size = size;
  }
  if (!h->has_shm) {
    h->has_shm = 1;
    n->shm->users++;
  }
  if (region >= REGIONS) abort();
  if (region >= n->shm->count) {
    if (!extend) return SQLITE_OK;
    while (n->shm->count <= region) n->shm->regions[n->shm->count++] = must(calloc(1, size));
  }
  *at = n->shm->regions[region];
  return SQLITE_OK;
}

static int shm_lock(sqlite3_file *file, int first, int count, int flags) {
  handle *h = (handle *)file;
  shm *s = h->node->shm;
  unsigned mask = ((1u << count) - 1) << first;
  if (flags & SQLITE_SHM_UNLOCK) {
    lives(h);  // a step like any other; letting go happens in any case
    if (!s) return SQLITE_OK;
    for (int i = first; i < first + count; i++) {
      unsigned bit = 1u << i;
      if (h->shm_shared & bit) s->shared[i]--;
      if (h->shm_exclusive & bit) s->exclusive[i] = 0;
    }
    h->shm_shared &= ~mask;
    h->shm_exclusive &= ~mask;
    return SQLITE_OK;
  }
  if (!lives(h)) return SQLITE_IOERR_SHMLOCK;
  if (!s) return SQLITE_IOERR_SHMLOCK;
  if (flags & SQLITE_SHM_SHARED) {
    if (h->shm_shared & mask) return SQLITE_OK;
    if (s->exclusive[first] && !(h->shm_exclusive & mask)) return SQLITE_BUSY;
    s->shared[first]++;
    h->shm_shared |= mask;
    return SQLITE_OK;
  }
  for (int i = first; i < first + count; i++) {
    unsigned bit = 1u << i;
    int others = s->shared[i] - ((h->shm_shared & bit) ? 1 : 0);
    if (others > 0 || (s->exclusive[i] && !(h->shm_exclusive & bit))) return SQLITE_BUSY;
  }
  for (int i = first; i < first + count; i++) s->exclusive[i] = 1;
  h->shm_exclusive |= mask;
  return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *file) { (void)file; }

static int shm_unmap(sqlite3_file *file, int deletes) {
  handle *h = (handle *)file;
  shm *s = h->node->shm;
  (void)deletes;
  if (!h->has_shm || !s) return SQLITE_OK;
  for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
    unsigned bit = 1u << i;
    if (h->shm_shared & bit) s->shared[i]--;
    if (h->shm_exclusive & bit) s->exclusive[i] = 0;
  }
  h->shm_shared = h->shm_exclusive = 0;
  h->has_shm = 0;
  // Whoever maps it next finds nobody there, and builds it anew from the log.
  if (--s->users == 0) {
    free_shm(s);
    h->node->shm = NULL;
  }
  return SQLITE_OK;
}

static int file_close(sqlite3_file *file) {
  handle *h = (handle *)file;
  powercut *d = h->disk;
  shm_unmap(file, 0);
  set_level(h, SQLITE_LOCK_NONE);
  h->node->handles--;
  d->handles[h->owner]--;
  if (h->deletes && !is_dead(h)) h->node->is_there = h->node->is_durable = 0;
  forget_if_unused(d, h->node);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_is_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

// ---------------------------------------------------------------------------- the disk

static int disk_open(
    sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
  powercut *d = vfs->pAppData;
  handle *h = (handle *)file;
  memset(h, 0, sizeof *h);
  if (!powercut_step(d, d->current)) return SQLITE_CANTOPEN;
  if (name && d->read_only) return SQLITE_CANTOPEN;
  node *n = name ? find(d, name) : NULL;
  int is_new = !n || !n->is_there;
  if (is_new) {
    if (name && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    if (n) {
      // The name is used again before its removal was synced: what is on the platter is the old.
      mark(n, 0, n->seen.size);
      resize(&n->seen, 0);
      n->is_there = 1;
    } else {
      n = make(d, name);
      n->is_there = 1;
    }
  }
  h->is_new_log =
      is_new && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL));
  h->base.pMethods = &methods;
  h->disk = d;
  h->node = n;
  h->owner = d->current;
  h->deletes = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  n->handles++;
  d->handles[h->owner]++;
  if (out) *out = flags;
  return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int syncs) {
  powercut *d = vfs->pAppData;
  if (!powercut_step(d, d->current)) return SQLITE_IOERR_DELETE;
  if (d->read_only) return SQLITE_IOERR_DELETE;
  node *n = find(d, name);
  if (!n || !n->is_there) return SQLITE_IOERR_DELETE_NOENT;
  n->is_there = 0;
  if (syncs) n->is_durable = 0;
  forget_if_unused(d, n);
  return SQLITE_OK;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  powercut *d = vfs->pAppData;
  if (d->dead[d->current]) return SQLITE_IOERR_ACCESS;
  node *n = find(d, name);
  // An empty file counts as none, as in SQLite's own.
  *result = n && n->is_there && (flags != SQLITE_ACCESS_EXISTS || n->seen.size > 0);
  return SQLITE_OK;
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int room, char *to) {
  (void)vfs;
  sqlite3_snprintf(room, to, "%s", name);
  return SQLITE_OK;
}

static int disk_random(sqlite3_vfs *vfs, int count, char *to) {
  powercut *d = vfs->pAppData;
  for (int i = 0; i < count; i++) to[i] = (char)roll(&d->random);
  return count;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
  powercut *d = vfs->pAppData;
  d->slept += microseconds;
  return microseconds;
}

static int disk_time(sqlite3_vfs *vfs, sqlite3_int64 *now) {
  powercut *d = vfs->pAppData;
  *now = d->clock + d->slept / 1000 + 210866760000000ll;
  return SQLITE_OK;
}

static int disk_last_error(sqlite3_vfs *vfs, int room, char *to) {
  (void)vfs, (void)room, (void)to;
  return 0;
}

void powercut_be_quick(void) {
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // The disks grow and shrink all the time: keep their memory.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

powercut *powercut_create(const char *name) {
  powercut *d = must(calloc(1, sizeof *d));
  sqlite3_snprintf(sizeof d->name, d->name, "%s", name);
  d->vfs = (sqlite3_vfs){
      .iVersion = 2,
      .szOsFile = sizeof(handle),
      .mxPathname = 256,
      .zName = d->name,
      .pAppData = d,
      .xOpen = disk_open,
      .xDelete = disk_delete,
      .xAccess = disk_access,
      .xFullPathname = disk_path,
      .xRandomness = disk_random,
      .xSleep = disk_sleep,
      .xGetLastError = disk_last_error,
      .xCurrentTimeInt64 = disk_time,
  };
  powercut_format(d, 0);
  if (sqlite3_vfs_register(&d->vfs, 0) != SQLITE_OK) abort();
  return d;
}

static void forget_kept(powercut *d) {
  while (d->kept) {
    kept *k = d->kept;
    d->kept = k->next;
    free(k->name);
    free(k->bytes.bytes);
    free(k);
  }
}

void powercut_destroy(powercut *d) {
  sqlite3_vfs_unregister(&d->vfs);
  powercut_format(d, 0);
  forget_kept(d);
  free(d);
}

void powercut_format(powercut *d, uint64_t seed) {
  while (d->nodes) {
    assert(d->nodes->handles == 0);
    drop(d, d->nodes);
  }
  memset(d->dead, 0, sizeof d->dead);
  d->current = 0;
  d->has_power = 1;
  d->steps = -1;
  d->is_frozen = 0;
  d->free_bytes = -1;
  d->read_only = d->sync_fails = 0;
  d->slept = 0;
  d->random = seed;
  d->log_writes = d->syncs = 0;
}

void powercut_keep(powercut *d) {
  forget_kept(d);
  for (node *n = d->nodes; n; n = n->next) {
    if (!n->name || !n->is_there) continue;
    kept *k = must(calloc(1, sizeof *k));
    k->name = must(strdup(n->name));
    resize(&k->bytes, n->seen.size);
    memcpy(k->bytes.bytes, n->seen.bytes, n->seen.size);
    k->next = d->kept;
    d->kept = k;
  }
}

void powercut_begin_with_kept(powercut *d, uint64_t seed) {
  powercut_format(d, seed);
  for (kept *k = d->kept; k; k = k->next) {
    node *n = make(d, k->name);
    resize(&n->seen, k->bytes.size);
    resize(&n->durable, k->bytes.size);
    memcpy(n->seen.bytes, k->bytes.bytes, k->bytes.size);
    memcpy(n->durable.bytes, k->bytes.bytes, k->bytes.size);
    n->is_there = n->is_durable = 1;
  }
}

void powercut_sync(powercut *d, const char *name) {
  node *n = find(d, name);
  if (n && n->is_there) make_durable(n);
}

void powercut_replace(powercut *d, const char *from, const char *to) {
  node *source = find(d, from);
  assert(source && source->is_there);
  char log[128];
  sqlite3_snprintf(sizeof log, log, "%s-wal", to);
  node *gone = find(d, log);
  if (gone) drop(d, gone);
  gone = find(d, to);
  if (gone) {
    assert(gone->handles == 0);
    drop(d, gone);
  }
  node *made = make(d, to);
  resize(&made->seen, source->seen.size);
  memcpy(made->seen.bytes, source->seen.bytes, source->seen.size);
  mark(made, 0, made->seen.size);
  make_durable(made);
  made->is_there = 1;
}

void powercut_enter(powercut *d, int process) { d->current = process; }
void powercut_set_free_bytes(powercut *d, int64_t bytes) { d->free_bytes = bytes; }
int powercut_is_read_only(const powercut *d) { return d->read_only; }
void powercut_set_read_only(powercut *d, int is_read_only) { d->read_only = is_read_only; }
int powercut_sync_fails(const powercut *d) { return d->sync_fails; }
void powercut_set_sync_fails(powercut *d, int fails) { d->sync_fails = fails; }
void powercut_set_clock(powercut *d, int64_t milliseconds) { d->clock = milliseconds; }

int64_t powercut_take_slept_microseconds(powercut *d) {
  int64_t slept = d->slept;
  d->slept = 0;
  return slept;
}

uint64_t powercut_log_writes(const powercut *d) { return d->log_writes; }
uint64_t powercut_syncs(const powercut *d) { return d->syncs; }

int powercut_is_being_written(powercut *d, const char *name) {
  node *n = find(d, name);
  return n && n->shm && n->shm->exclusive[0];  // WAL_WRITE_LOCK, the first of the log's locks
}
