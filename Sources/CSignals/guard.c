#include "guard.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/// First those that the program itself acts on while it has changed the terminal's mode: it needs no help with them.
static const int guarded[] = {SIGTERM, SIGHUP,  SIGQUIT, SIGTSTP, SIGPIPE, SIGXCPU, SIGALRM,  SIGUSR1, SIGUSR2,
                              SIGABRT, SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,  SIGTRAP, SIGVTALRM, SIGPROF};
enum { guarded_count = sizeof guarded / sizeof guarded[0], acted_on_count = 4 };

/// What each of them did before, and whether it does something else now.
static struct sigaction previous[guarded_count];
static bool is_caught[guarded_count];
/// Why they are caught.
static bool has_words = false;
static _Atomic bool has_mode = false;

/// The terminal's mode when `has_mode`.
static struct termios mode;
static int mode_terminal = -1;
static bool mode_marks_pastes = false;

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

/// Puts the terminal back into its mode.
static void restore_mode(void) {
  if (!atomic_exchange(&has_mode, false)) return;
  static const char no_marks[] = "\033[?2004l\r\n";
  if (mode_marks_pastes) (void)!write(mode_terminal, no_marks, sizeof no_marks - 1);
  tcsetattr(mode_terminal, TCSANOW, &mode);
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
  if (signal != SIGTSTP) restore_mode();
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

static void catch(int first) {
  for (int i = first; i < guarded_count; i++) {
    if (is_caught[i] || sigaction(guarded[i], NULL, &previous[i]) != 0 || previous[i].sa_handler == SIG_IGN) continue;
    // A write to a stopped terminal must end when a deadly signal comes; a file that is read goes on after a stop.
    struct sigaction action = {
        .sa_handler = leave, .sa_flags = SA_ONSTACK | (guarded[i] == SIGTSTP ? SA_RESTART : 0)};
    sigemptyset(&action.sa_mask);
    is_caught[i] = sigaction(guarded[i], &action, NULL) == 0;
  }
}

static void release(int end) {
  for (int i = 0; i < end; i++) {
    if (is_caught[i]) sigaction(guarded[i], &previous[i], NULL);
    is_caught[i] = false;
  }
}

void guard_install(void) {
  has_words = true;
  catch(0);
}

void guard_remove(void) {
  has_words = false;
  atomic_store(&word_count, 0);
  release(atomic_load(&has_mode) ? acted_on_count : guarded_count);
}

void guard_keep_mode(int descriptor, bool pastes) {
  atomic_store(&has_mode, false);
  if (tcgetattr(descriptor, &mode) != 0) return;
  mode_terminal = descriptor;
  mode_marks_pastes = pastes;
  atomic_store(&has_mode, true);
  catch(acted_on_count);
}

void guard_forget_mode(void) {
  atomic_store(&has_mode, false);
  if (!has_words) release(guarded_count);
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
