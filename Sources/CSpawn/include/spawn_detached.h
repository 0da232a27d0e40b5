#pragma once

#include <sys/types.h>

/// Starts a program in a session of its own, so that no key of the terminal reaches it. It inherits the environment and
/// nothing else: standard input, output and error are the given descriptor, all others are closed, all signals are as a
/// program expects them.
///
/// - Returns: 0, and `process` is set; or an errno.
int spawn_detached(const char *path, char *const arguments[], int descriptor, pid_t *process);

/// Starts a program that belongs to this one, like a shell's command: it shares the terminal and standard error, reads
/// nothing, and its standard output is the given descriptor.
///
/// - Returns: 0, and `process` is set; or an errno.
int spawn_helper(const char *path, char *const arguments[], int output, pid_t *process);
