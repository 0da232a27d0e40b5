// The loops that `scripts/bench` times for C++'s `std::shared_ptr<void>`:
//
//   shared_ptr WORK N
//
// They do the same work as those in `Swift/Handles.swift`. A `shared_ptr<void>` does not know what it points at, so
// there is no downcast; and there is no way to move a count out of it, so there is no raw round trip.

#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using Handle = std::shared_ptr<void>;

static inline void use(const void *pointer) { asm volatile("" : : "r"(pointer) : "memory"); }

struct alignas(64) CacheLine {
  explicit CacheLine(long value) {
    for (long &element : elements) element = value;
  }
  long elements[8];
};

struct Ticket {
  explicit Ticket(long number) : number(number) {}
  Ticket(const Ticket &) = delete;
  ~Ticket() { use(reinterpret_cast<void *>(16)); }
  long number;
};

struct Locked {
  explicit Locked(long value) : value(value) {}
  std::mutex mutex;
  long value;
};

[[gnu::noinline]] static std::string make_text() { return "thirty-two bytes of text, or so."; }

static void clone_and_drop(const Handle &handle, long rounds) {
  for (long i = 0; i < rounds; ++i) {
    Handle clone = handle;
    use(clone.get());
  }
}

template <typename Body>
static void on_two_threads(Body body) {
  std::atomic<int> missing{2};
  auto run = [&] {
    --missing;
    while (missing > 0) std::this_thread::yield();
    body();
  };
  std::thread first(run), second(run);
  first.join();
  second.join();
}

static int usage() {
  std::fputs("usage: shared_ptr WORK N\n", stderr);
  return 64;
}

static bool run(std::string_view work, long rounds) {
  if (work == "empty") {
    for (long i = 0; i < rounds; ++i) use(reinterpret_cast<void *>(16));
  } else if (work == "clone_drop") {
    clone_and_drop(std::make_shared<long>(1), rounds);
  } else if (work == "new_int") {
    for (long i = 0; i < rounds; ++i) {
      Handle handle = std::make_shared<long>(i);
      use(handle.get());
    }
  } else if (work == "new_string") {
    for (long i = 0; i < rounds; ++i) {
      Handle handle = std::make_shared<std::string>(make_text());
      use(handle.get());
    }
  } else if (work == "new_mutex") {
    for (long i = 0; i < rounds; ++i) {
      Handle handle = std::make_shared<Locked>(i);
      use(handle.get());
    }
  } else if (work == "new_aligned") {
    for (long i = 0; i < rounds; ++i) {
      Handle handle = std::make_shared<CacheLine>(i);
      use(handle.get());
    }
  } else if (work == "new_move_only") {
    for (long i = 0; i < rounds; ++i) {
      Handle handle = std::make_shared<Ticket>(i);
      use(handle.get());
    }
  } else if (work == "threads_shared") {
    Handle handle = std::make_shared<long>(1);
    on_two_threads([&] { clone_and_drop(handle, rounds); });
  } else if (work == "threads_apart") {
    on_two_threads([&] { clone_and_drop(std::make_shared<long>(1), rounds); });
  } else {
    return false;
  }
  return true;
}

// The processor time of all threads so far, in nanoseconds.
static long processor_time() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

static long resident_bytes() {
  std::FILE *file = std::fopen("/proc/self/statm", "r");
  long pages = 0;
  if (!file || std::fscanf(file, "%*d %ld", &pages) != 1) std::abort();
  std::fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

// Prints the bytes that the allocator set aside for the block of a `long`, and the resident bytes for each of many.
static void measure(long count) {
  // In front of the value are the two counts, of four bytes each, and the pointer to the table of virtual functions.
  Handle handle = std::make_shared<long>(1);
  size_t usable = malloc_usable_size(static_cast<char *>(handle.get()) - 16);
  // The room for the handles is touched first, so that only the blocks are counted.
  std::vector<Handle> handles(count, handle);
  long before = resident_bytes();
  for (Handle &each : handles) each = std::make_shared<long>(1);
  std::printf("%zu %ld\n", usable, (resident_bytes() - before) / count);
}

int main(int argc, char **argv) {
  long rounds = argc == 3 ? std::atol(argv[2]) : 0;
  if (rounds <= 0) return usage();
  std::string_view work = argv[1];
  if (work == "heap") {
    measure(rounds);
    return 0;
  }
  // The counts are atomic only in a process that has started a thread.
  std::thread([] {}).join();
  long start = processor_time();
  if (!run(work, rounds)) return usage();
  std::printf("%ld\n", processor_time() - start);
}
