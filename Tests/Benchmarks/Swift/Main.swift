// The loops that `scripts/bench` times, for two of the things it compares:
//
//   Benchmarks handle WORK N     this library
//   Benchmarks object WORK N     Swift's own classes and reference counts
//
// Each prints the nanoseconds of processor time that N rounds of the work took, on all threads together; for the work
// `heap`, what N blocks cost in memory. The Rust and the C++ program do the same work.

// SAFETY throughout this folder: handles, buffers and structures that are pointed to live during the calls, and each count
// that is moved out of a handle is given back once.

import Glibc
import TestSupport

@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let rounds = Int(arguments[3]), rounds > 0 else { usage() }
    let work = arguments[2]
    switch (arguments[1], work) {
    case (_, "empty"): report { empty(rounds) }
    case ("handle", "heap"): measureHandles(rounds)
    case ("object", "heap"): measureObjects(rounds)
    case ("handle", _):
      guard let loop = handleWork(work) else { usage() }
      report { loop(rounds) }
    case ("object", _):
      guard let loop = objectWork(work) else { usage() }
      report { loop(rounds) }
    default: usage()
    }
  }

  private static func usage() -> Never {
    fatalError("usage: Benchmarks handle|object WORK N")
  }
}

/// Prints the processor time of `body`. A thread has been started by then, so that the allocator and whoever else asks
/// whether the process has several threads does so in all of the programs.
private func report(_ body: () -> Void) {
  onThreads(1) { _ in }
  let start = processorTime()
  body()
  print(processorTime() - start)
}

/// The processor time of all threads so far, in nanoseconds.
private func processorTime() -> Int {
  var time = timespec()
  let status = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  precondition(status == 0, "clock_gettime")
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// A loop with nothing in it, to compare instruction counts with.
private func empty(_ rounds: Int) {
  for _ in 0..<rounds { unsafe use(UnsafeRawPointer(bitPattern: 16)!) }
}
