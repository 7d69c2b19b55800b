#pragma once
// The kernel's interfaces that Swift's own Glibc module leaves out.
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/vfs.h>
