#define _GNU_SOURCE

#include "disposal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// MARK: Removing

/// How deep folders are emptied: each level takes a piece of the stack.
enum { depth_limit = 256, piece = 2048 };

static bool removed(int folder, const char *name, int depth);

/// `getdents64` and not `readdir`, which allocates.
static void make_empty(int folder, int depth) {
  _Alignas(struct dirent64) char entries[piece];
  bool goes_on = true;
  while (goes_on) {
    goes_on = false;
    // From the start again and again: what happens to a position while entries are removed is not defined.
    if (lseek(folder, 0, SEEK_SET) < 0) return;
    long length;
    while ((length = syscall(SYS_getdents64, folder, entries, sizeof entries)) > 0) {
      for (long at = 0; at < length;) {
        struct dirent64 *entry = (struct dirent64 *)(entries + at);
        at += entry->d_reclen;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        if (removed(folder, entry->d_name, depth)) goes_on = true;
      }
    }
  }
}

static bool removed(int folder, const char *name, int depth) {
  if (unlinkat(folder, name, 0) == 0) return true;
  if (errno != EISDIR || depth == depth_limit) return false;
  int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (inner < 0) return false;
  make_empty(inner, depth + 1);
  close(inner);
  return unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

void disposal_remove(const char *path) { (void)removed(AT_FDCWD, path, 0); }

// MARK: What is noted

enum { room = 64 };

enum state { is_free, is_taken, is_noted };

static struct {
  _Atomic int state;
  char path[PATH_MAX];
} slots[room];

int disposal_note(const char *path) {
  size_t size = strlen(path) + 1;
  if (size > sizeof slots[0].path) return -1;
  for (int number = 0; number < room; number++) {
    int expected = is_free;
    if (!atomic_compare_exchange_strong(&slots[number].state, &expected, is_taken)) continue;
    memcpy(slots[number].path, path, size);
    atomic_store(&slots[number].state, is_noted);
    return number;
  }
  return -1;
}

void disposal_forget(int number) {
  if (number >= 0) atomic_store(&slots[number].state, is_free);
}

// MARK: Signals

static const int ending[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM,   SIGPIPE, SIGALRM,
                             SIGUSR1, SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGABRT};

static void dispose(int number) {
  int saved_errno = errno;
  for (int slot = 0; slot < room; slot++) {
    if (atomic_load(&slots[slot].state) == is_noted) disposal_remove(slots[slot].path);
  }
  // The signal does now what it would have done without this handler.
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  raise(number);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  errno = saved_errno;
}

void disposal_install(void) {
  for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
    struct sigaction action;
    if (sigaction(ending[i], NULL, &action) != 0 || action.sa_handler != SIG_DFL) continue;
    action = (struct sigaction){.sa_handler = dispose, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(ending[i], &action, NULL);
  }
}
