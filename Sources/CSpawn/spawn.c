#define _GNU_SOURCE
#include "spawn_detached.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <unistd.h>

extern char **environ;

static int spawn(const char *path, char *const arguments[], int input, int output, int error, bool is_detached,
                 pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  code = posix_spawnattr_init(&attributes);
  if (code != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return code;
  }
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  // Without the mask, a thread that holds signals back would hold them back for the program too.
  short flags = POSIX_SPAWN_SETSIGMASK;
  posix_spawnattr_setsigmask(&attributes, &none);
  if (is_detached) {
    flags |= POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID;
    posix_spawnattr_setsigdefault(&attributes, &all);
  }
  code = posix_spawnattr_setflags(&attributes, flags);
  if (code == 0) {
    code = input >= 0 ? posix_spawn_file_actions_adddup2(&actions, input, 0)
                      : posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, error, 2);
#ifdef __GLIBC__
  if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
#endif
  if (code == 0) code = posix_spawn(process, path, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

int spawn_detached(const char *path, char *const arguments[], int descriptor, pid_t *process) {
  return spawn(path, arguments, descriptor, descriptor, descriptor, true, process);
}

int spawn_helper(const char *path, char *const arguments[], int output, pid_t *process) {
  return spawn(path, arguments, -1, output, STDERR_FILENO, false, process);
}
