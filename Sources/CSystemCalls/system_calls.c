#define _GNU_SOURCE

#include "system_calls.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int open_beneath(int folder, const char *path, int flags, mode_t mode) {
  struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  // The kernel refuses a mode where nothing can be created.
  if (flags & O_CREAT) how.mode = mode;
  return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

const char *error_name(int error) { return strerrorname_np(error); }

const int seek_data = SEEK_DATA, seek_hole = SEEK_HOLE;
