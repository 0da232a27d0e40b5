#include "exhaustion.h"

// Sanitizers have a malloc of their own. Other C libraries have no second name for theirs.
#if defined(__GLIBC__) || defined(__linux__)
#include <features.h>
#endif
#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

#include "guard.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/// EX_OSERR of sysexits.h.
static const int exhausted_status = 71;

/// How the terminal was when the process began. An editor may have changed its mode by the time memory runs out.
static struct termios initial_mode;
static bool has_terminal = false;

__attribute__((constructor)) static void look_at_terminal(void) {
  has_terminal = tcgetattr(STDIN_FILENO, &initial_mode) == 0;
}

static void *or_end(void *memory, size_t size) {
  if (__builtin_expect(memory == NULL && size != 0, 0)) {
    static const char message[] = "externref: out of memory\n";
    guard_speak();
    if (has_terminal) {
      // In the background this would stop the process.
      signal(SIGTTOU, SIG_IGN);
      tcsetattr(STDIN_FILENO, TCSANOW, &initial_mode);
    }
    (void)!write(STDERR_FILENO, message, sizeof message - 1);
    _exit(exhausted_status);
  }
  return memory;
}

void *malloc(size_t size) { return or_end(__libc_malloc(size), size); }

void *calloc(size_t count, size_t size) { return or_end(__libc_calloc(count, size), count == 0 ? 0 : size); }

void *realloc(void *memory, size_t size) { return or_end(__libc_realloc(memory, size), size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
  *memory = or_end(__libc_memalign(alignment, size), size);
  return 0;
}

void *aligned_alloc(size_t alignment, size_t size) { return or_end(__libc_memalign(alignment, size), size); }

#endif
