#pragma once

// readline's headers use FILE without including its declaration.
#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

// MARK: readline

// readline is steered through global variables, which Swift lets nobody touch.
// These functions are the way to them, and may be called from one thread at a time only.

/// Puts the terminal into readline's mode, but so that reading gives nothing rather than waiting.
/// That a key was there when `poll` returned does not mean that it is still there: Ctrl-C throws keys away.
static void shim_prepare_terminal(int meta_flag) {
  rl_prep_terminal(meta_flag);
  struct termios mode;
  if (tcgetattr(fileno(rl_instream), &mode) == 0) {
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 0;
    tcsetattr(fileno(rl_instream), TCSANOW, &mode);
  }
}

/// Sets what stays the same for the life of the process.
static inline void shim_configure(
    const char *name, rl_getc_func_t *read_byte, rl_hook_func_t *has_byte, rl_cpvfunc_t *find_word,
    rl_completion_func_t *complete, rl_compdisp_func_t *show_candidates, rl_quote_func_t *quote,
    rl_dequote_func_t *unquote) {
  rl_readline_name = name;
  rl_prep_term_function = shim_prepare_terminal;
  rl_getc_function = read_byte;
  rl_input_available_hook = has_byte;
  // Signals, and with them the size of the terminal, are the affair of the event loop that calls readline.
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_completion_word_break_hook = find_word;
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = show_candidates;
  rl_filename_quoting_function = quote;
  rl_filename_dequoting_function = unquote;
  rl_filename_quote_characters = " \t\n\"\\#=";
}

static inline const char *shim_line(void) { return rl_line_buffer; }
static inline int shim_cursor(void) { return rl_point; }

/// Puts the cursor behind the last character of the line.
static inline void shim_move_to_end(void) {
  rl_point = rl_end;
  rl_redisplay();
}

/// Writes to the terminal, behind what readline itself has written.
static inline void shim_put(const char *text) {
  fputs(text, rl_outstream);
  fflush(rl_outstream);
}

/// Whether readline has keys in hand that it read or made up before the line ended: those of a keyboard macro.
static inline int shim_has_keys_in_hand(void) {
  return rl_pending_input != 0 || RL_ISSTATE(RL_STATE_MACROINPUT);
}

/// Makes the byte before the word that is completed the only one that ends words.
static inline char *shim_break_words_at(char byte) {
  static char bytes[2];
  bytes[0] = byte;
  return bytes;
}

/// Whether double quotes hold a word of the line together while it is completed.
static inline void shim_let_quotes_hold_words(int hold) { rl_completer_quote_characters = hold ? "\"" : NULL; }

/// Says that there is no completion but the one that the program gives, and whether a space may follow it.
static inline void shim_finish_completion(int may_append_space) {
  rl_attempted_completion_over = 1;
  rl_completion_suppress_append = !may_append_space;
}

/// The number of candidates from which on the user is asked before they are shown; not positive for never.
static inline int shim_candidates_to_ask_about(void) { return rl_completion_query_items; }

// MARK: Signals

// What follows the handler of signals shares static variables, of which each object file has its own.
// So all of it is called from one Swift file, Signals.swift.

// Both have values because Swift does not emit a tentative definition.

/// The signals that came and were not taken yet: bit n stands for signal n.
static _Atomic uint64_t shim_signals = 0;
/// The descriptor to which the handler writes a byte, so that `poll` returns; -1 for none.
static _Atomic int shim_wake_descriptor = -1;

/// Async-signal-safe: lock-free atomics and `write` only.
static void shim_note_signal(int signal) {
  int saved_errno = errno;
  atomic_fetch_or(&shim_signals, UINT64_C(1) << signal);
  int wake = atomic_load(&shim_wake_descriptor);
  if (wake >= 0) {
    // A full pipe wakes the reader just as well.
    (void)!write(wake, "", 1);
  }
  errno = saved_errno;
}

static inline void shim_wake_through(int descriptor) { atomic_store(&shim_wake_descriptor, descriptor); }

/// From now on the signal is noted, unless the process was told to ignore it.
static inline int shim_catch_signal(int signal, struct sigaction *previous) {
  if (sigaction(signal, NULL, previous) != 0) return -1;
  if (previous->sa_handler == SIG_IGN) return 0;
  struct sigaction action = {.sa_handler = shim_note_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  return sigaction(signal, &action, NULL);
}

static inline uint64_t shim_pending_signals(void) {
  return atomic_load_explicit(&shim_signals, memory_order_relaxed);
}

/// Takes those of the noted signals that are in the mask.
static inline uint64_t shim_take_signals(uint64_t mask) { return atomic_fetch_and(&shim_signals, ~mask) & mask; }

// MARK: Errors

#ifndef _GNU_SOURCE
/// glibc declares it only when asked to show its extensions.
extern const char *strerrorname_np(int error);
#endif
static inline const char *shim_error_name(int error) { return strerrorname_np(error); }
