// What the Swift benchmarks need from C.

#ifndef EXTERNREF_BENCHMARKS_SHIM_H
#define EXTERNREF_BENCHMARKS_SHIM_H

// `malloc_usable_size`: Swift's Glibc module leaves this header out.
#include <malloc.h>

/// An empty piece of assembly that claims to read and write whatever the pointer leads to, so that the compiler
/// cannot remove the work of a benchmark. It costs no instruction. The Rust and the C++ program have the same.
static inline void opaque_use(const void *_Nonnull pointer) {
  __asm__ volatile("" : : "r"(pointer) : "memory");
}

#endif
