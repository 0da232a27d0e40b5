#pragma once

#include <stdbool.h>
#include <stddef.h>

// Last words: bytes that go to the terminal when a signal ends or stops the process, wherever it is at that moment.
//
// They are written by the handler itself, because a process that waits for a slow file never comes back to a loop that
// could act for it.

/// From now on the signals that end or stop a process are caught, unless the process was told to ignore them. Does
/// nothing the second time.
void guard_install(void);

/// Lets the signals do again what they did before, and forgets the bytes.
void guard_remove(void);

/// Keeps the present mode of a terminal. From now on signals that end the process at once, a crash for instance, put the
/// terminal back into it first: those that the program has no chance to act on.
///
/// - Parameter pastes: whether the terminal is to mark pastes meanwhile, and is told to leave that as well.
void guard_keep_mode(int descriptor, bool pastes);

/// Forgets the mode: the terminal is in it.
void guard_forget_mode(void);

/// Sets what is written to the descriptor: up to `guard_capacity` bytes, once. Zero bytes for nothing.
///
/// Call it between `guard_hold` and `guard_release`.
void guard_set(int descriptor, const char *bytes, size_t length);

enum { guard_capacity = 128 };

/// Writes the bytes now, for an end of the process that no signal brings. Async-signal-safe.
void guard_speak(void);

/// Whether there are bytes that were not written yet.
bool guard_is_set(void);

/// From now on a signal waits, so that what is being drawn is not torn. Waits itself where another thread is just
/// acting on one.
void guard_hold(void);

/// Whether a signal waits.
bool guard_is_wanted(void);

/// Lets signals act again. Those that waited do it now.
void guard_release(void);
