#include "signals.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

static _Atomic uint64_t noted_signals = 0;
/// The descriptor to which the handler writes a byte; -1 for none.
static _Atomic int wake_descriptor = -1;

/// Async-signal-safe: lock-free atomics and `write` only.
static void note_signal(int signal) {
  int saved_errno = errno;
  atomic_fetch_or(&noted_signals, UINT64_C(1) << signal);
  int wake = atomic_load(&wake_descriptor);
  if (wake >= 0) {
    // A full pipe wakes the reader just as well.
    (void)!write(wake, "", 1);
  }
  errno = saved_errno;
}

void signals_wake_through(int descriptor) { atomic_store(&wake_descriptor, descriptor); }

int signals_catch(int signal, struct sigaction *previous) {
  if (sigaction(signal, NULL, previous) != 0) return -1;
  if (previous->sa_handler == SIG_IGN) return 0;
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  return sigaction(signal, &action, NULL);
}

uint64_t signals_pending(void) { return atomic_load_explicit(&noted_signals, memory_order_relaxed); }

uint64_t signals_take(uint64_t mask) { return atomic_fetch_and(&noted_signals, ~mask) & mask; }
