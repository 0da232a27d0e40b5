#pragma once

/// Gives a file the extended attributes of another, access control lists among them, and takes away those that the
/// other has not.
///
/// - Returns: 0; or -1, and `errno` says why: then the file may have some of them.
int attributes_copy(int from, int to);
