#pragma once

#include <sys/types.h>

// System calls that the C library has no function for, or shows only when asked for its extensions.

/// openat2(2). The path is resolved beneath the folder: neither `..` nor a symbolic link leads out of it, nor do the
/// links in /proc that are no paths at all.
int open_beneath(int folder, const char *path, int flags, mode_t mode);

/// The error's name as in errno(3), "ENOENT" for instance; null for a number that is no error's.
const char *error_name(int error);

// For lseek(2).
extern const int seek_data, seek_hole;
