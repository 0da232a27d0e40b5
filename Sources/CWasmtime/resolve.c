#include "wasmtime_api.h"

#include <dlfcn.h>

const char * cwasmtime_resolve(void *library, cwasmtime_api *api) {
#define CWASMTIME_LOOK_UP(result, name, parameters) \
  { \
    void *symbol = dlsym(library, #name); \
    if (!symbol) return #name; \
    *(void **)&api->name = symbol; \
  }
  CWASMTIME_FUNCTIONS(CWASMTIME_LOOK_UP)
#undef CWASMTIME_LOOK_UP
  return NULL;
}
