#pragma once

#include <signal.h>
#include <stdint.h>

// Signals as data: a handler notes them, and the program looks at them when it can act.
//
// This is a target of its own, and not a part of a shim header, because the handler and its readers must share one set
// of variables: a header's would be copied into each object file that an optimizing compiler makes.

/// From now on the handler also writes a byte to the descriptor, so that `poll` returns.
void signals_wake_through(int descriptor);

/// From now on the signal is noted, unless the process was told to ignore it.
///
/// - Returns: 0; or -1, and `errno` says why. `previous` gets what the signal did before.
int signals_catch(int signal, struct sigaction *previous);

/// The signals that came and were not taken yet: bit n stands for signal n.
uint64_t signals_pending(void);

/// Takes those of the noted signals that are in the mask.
uint64_t signals_take(uint64_t mask);
