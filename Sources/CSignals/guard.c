#include "guard.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static const int guarded[] = {SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGPIPE, SIGXCPU,
                              SIGABRT, SIGSEGV, SIGBUS, SIGILL,  SIGFPE,  SIGTRAP};
enum { guarded_count = sizeof guarded / sizeof guarded[0] };

/// What each of them did before.
static struct sigaction previous[guarded_count];
static bool is_installed = false;

/// Held by whoever writes to the terminal; it also covers the bytes.
static _Atomic int is_busy = 0;
/// Signals that came meanwhile: bit n stands for signal n.
static _Atomic uint64_t waiting = 0;

static char words[guard_capacity];
static _Atomic size_t word_count = 0;
static int terminal = -1;

/// Whether the process would meet the same signal again at once if the handler returned without acting.
static bool is_fault(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE || signal == SIGTRAP ||
         signal == SIGABRT;
}

static void speak(bool ends_line) {
  size_t count = atomic_exchange(&word_count, 0);
  struct pollfd output = {.fd = terminal, .events = POLLOUT};
  // A terminal that was stopped with Ctrl-S takes nothing; the signal must not wait for it.
  if (count == 0 || poll(&output, 1, 0) != 1) return;
  (void)!write(terminal, words, count);
  if (ends_line) (void)!write(terminal, "\r\n", 2);
}

/// Async-signal-safe: lock-free atomics and calls that POSIX lists.
static void leave(int signal) {
  int saved_errno = errno;
  bool is_late = atomic_exchange(&is_busy, 1) != 0;
  if (is_late && !is_fault(signal)) {
    atomic_fetch_or(&waiting, UINT64_C(1) << signal);
    errno = saved_errno;
    return;
  }
  // The shell that waits for a stopped process begins a line of its own.
  speak(signal != SIGTSTP);
  // The signal does here what it would have done without this handler. A stopped process comes back.
  struct sigaction mine;
  for (int i = 0; i < guarded_count; i++) {
    if (guarded[i] == signal) sigaction(signal, &previous[i], &mine);
  }
  raise(signal);
  sigset_t set, mask;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, &mask);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  sigaction(signal, &mine, NULL);
  if (!is_late) atomic_store(&is_busy, 0);
  errno = saved_errno;
}

void guard_install(void) {
  if (is_installed) return;
  is_installed = true;
  for (int i = 0; i < guarded_count; i++) {
    if (sigaction(guarded[i], NULL, &previous[i]) != 0 || previous[i].sa_handler == SIG_IGN) continue;
    // A write to a stopped terminal must end when a deadly signal comes; a file that is read goes on after a stop.
    struct sigaction action = {
        .sa_handler = leave, .sa_flags = SA_ONSTACK | (guarded[i] == SIGTSTP ? SA_RESTART : 0)};
    sigemptyset(&action.sa_mask);
    sigaction(guarded[i], &action, NULL);
  }
}

void guard_remove(void) {
  if (!is_installed) return;
  is_installed = false;
  atomic_store(&word_count, 0);
  for (int i = 0; i < guarded_count; i++) {
    if (previous[i].sa_handler != SIG_IGN) sigaction(guarded[i], &previous[i], NULL);
  }
}

void guard_set(int descriptor, const char *bytes, size_t length) {
  if (length > guard_capacity) length = 0;
  terminal = descriptor;
  if (length > 0) memcpy(words, bytes, length);
  atomic_store(&word_count, length);
}

void guard_speak(void) { speak(true); }

bool guard_is_set(void) { return atomic_load(&word_count) > 0; }

void guard_hold(void) {
  while (atomic_exchange(&is_busy, 1) != 0) sched_yield();
}

bool guard_is_wanted(void) { return atomic_load(&waiting) != 0; }

void guard_release(void) {
  atomic_store(&is_busy, 0);
  uint64_t late = atomic_exchange(&waiting, 0);
  for (int i = 0; i < guarded_count; i++) {
    if (late & UINT64_C(1) << guarded[i]) raise(guarded[i]);
  }
}
