#define _GNU_SOURCE

#include "attributes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/xattr.h>

/// The limits of the kernel: xattr(7).
enum { list_limit = 1 << 16, value_limit = 1 << 16 };

struct space {
  char names[list_limit];
  char other_names[list_limit];
  char value[value_limit];
  char other_value[value_limit];
};

static ssize_t list(int file, char *names) {
  ssize_t length = flistxattr(file, names, list_limit);
  // A file system without attributes has none.
  return length < 0 && errno == ENOTSUP ? 0 : length;
}

static int copy(int from, int to, struct space *space) {
  ssize_t length = list(from, space->names), other_length = list(to, space->other_names);
  if (length < 0 || other_length < 0) return -1;
  for (char *name = space->other_names; name < space->other_names + other_length; name += strlen(name) + 1) {
    if (fgetxattr(from, name, NULL, 0) < 0 && errno == ENODATA && fremovexattr(to, name) != 0) return -1;
  }
  for (char *name = space->names; name < space->names + length; name += strlen(name) + 1) {
    ssize_t size = fgetxattr(from, name, space->value, value_limit);
    if (size < 0) return -1;
    // What is the same already need not be set, and often may not: a security label for instance.
    if (fgetxattr(to, name, space->other_value, value_limit) == size &&
        memcmp(space->value, space->other_value, (size_t)size) == 0)
      continue;
    if (fsetxattr(to, name, space->value, (size_t)size, 0) != 0) return -1;
  }
  return 0;
}

int attributes_copy(int from, int to) {
  struct space *space = malloc(sizeof *space);
  if (space == NULL) return -1;
  int result = copy(from, to, space);
  int saved_errno = errno;
  free(space);
  errno = saved_errno;
  return result;
}
