#pragma once

// Files and folders that are of no use after this process, and are removed when a signal ends it.
//
// The handler removes them itself, because a process that waits for something never comes back to a loop that could act
// for it. It makes system calls only, and allocates nothing.

/// Notes a file, or a folder with all that is in it.
///
/// - Returns: a number for `disposal_forget`; or -1 where there is no room for the path.
int disposal_note(const char *path);

/// Forgets what was noted: it is gone, or is to stay.
void disposal_forget(int number);

/// From now on signals that end the process by default remove first what is noted.
void disposal_install(void);

/// Removes a file, or a folder with all that is in it; what cannot be removed stays. Async-signal-safe.
void disposal_remove(const char *path);
