#pragma once

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/// openat2(2), for which the C library has no function. The path is resolved beneath the folder: neither `..` nor a
/// symbolic link leads out of it, nor do the links in /proc that are no paths at all.
static inline int shim_open_beneath(int folder, const char *path, int flags, mode_t mode) {
  struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  // The kernel refuses a mode where nothing can be created.
  if (flags & O_CREAT) how.mode = mode;
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}
