#pragma once
// The kernel's interfaces that Swift's own Glibc module leaves out.
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/vfs.h>

// The C library's own interfaces that it shows only to programs that define _GNU_SOURCE, which
// Swift's Glibc module does not.
#include <spawn.h>
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
