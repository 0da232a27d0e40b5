#pragma once

// The part of wasmtime's C interface that the bridge uses, as a table of pointers that is filled at run time: the
// program links against nothing, and starts without looking for the library.
//
// The layouts are those of wasmtime 45 to 50 on 64-bit platforms. They change between versions and no symbol tells
// which they are, so a library is examined before anything is trusted to it: see WasmLibrary+Examination.swift.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Opaque

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_exporttype_t wasm_exporttype_t;
typedef struct wasm_externtype_t wasm_externtype_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_globaltype_t wasm_globaltype_t;
typedef struct wasm_importtype_t wasm_importtype_t;
typedef struct wasm_memorytype_t wasm_memorytype_t;
typedef struct wasm_tabletype_t wasm_tabletype_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasmtime_caller wasmtime_caller_t;
typedef struct wasmtime_context wasmtime_context_t;
typedef struct wasmtime_error wasmtime_error_t;
typedef struct wasmtime_module wasmtime_module_t;
typedef struct wasmtime_store wasmtime_store_t;

// MARK: Vectors

/// Bytes that the engine allocated, or text.
typedef struct { size_t size; char * data; } wasm_byte_vec_t;
typedef struct { size_t size; wasm_valtype_t ** data; } wasm_valtype_vec_t;
typedef struct { size_t size; wasm_importtype_t ** data; } wasm_importtype_vec_t;
typedef struct { size_t size; wasm_exporttype_t ** data; } wasm_exporttype_vec_t;

typedef struct { uint32_t min, max; } wasm_limits_t;

// MARK: Values

/// A reference to a garbage-collected object, rooted in its store. Null is `store_id == 0`; no other field is to be
/// read. `anyref` and `exnref` look the same.
typedef struct { uint64_t store_id; uint32_t private1, private2; void * private3; } wasmtime_externref_t;
typedef struct { uint64_t store_id; void * private1; } wasmtime_func_t;
typedef struct { uint64_t store_id; uint32_t private1, private2, private3; } wasmtime_global_t;
typedef struct { struct { uint64_t store_id; uint32_t private1; } part; uint32_t private2; } wasmtime_table_t;
typedef struct { struct { uint64_t store_id; uint32_t private1; } part; uint32_t private2; } wasmtime_memory_t;
typedef struct { uint64_t store_id; size_t private1; } wasmtime_instance_t;

enum {
  CWASMTIME_I32, CWASMTIME_I64, CWASMTIME_F32, CWASMTIME_F64, CWASMTIME_V128, CWASMTIME_FUNCREF,
  CWASMTIME_EXTERNREF, CWASMTIME_ANYREF, CWASMTIME_EXNREF,
};

typedef struct {
  uint8_t kind;
  union {
    int32_t i32;
    int64_t i64;
    float f32;
    double f64;
    struct { uint64_t low, high; } v128;
    wasmtime_func_t funcref;
    wasmtime_externref_t externref;
  } of;
} wasmtime_val_t;

/// The kinds of `wasmtime_extern_t`.
enum { CWASMTIME_FUNC, CWASMTIME_GLOBAL, CWASMTIME_TABLE, CWASMTIME_MEMORY };

typedef struct {
  uint8_t kind;
  union {
    wasmtime_func_t func;
    wasmtime_global_t global;
    wasmtime_table_t table;
    wasmtime_memory_t memory;
    wasmtime_externref_t largest;
  } of;
} wasmtime_extern_t;

_Static_assert(sizeof(wasmtime_externref_t) == 24, "externref");
_Static_assert(sizeof(wasmtime_func_t) == 16, "func");
_Static_assert(sizeof(wasmtime_global_t) == 24, "global");
_Static_assert(sizeof(wasmtime_table_t) == 24, "table");
_Static_assert(sizeof(wasmtime_memory_t) == 24, "memory");
_Static_assert(sizeof(wasmtime_val_t) == 32, "val");
_Static_assert(sizeof(wasmtime_extern_t) == 32, "extern");

/// The kinds that `wasm_valtype_new` takes. It has none for `v128` or for other references.
enum { CWASM_I32, CWASM_I64, CWASM_F32, CWASM_F64, CWASM_EXTERNREF = 128, CWASM_FUNCREF };

/// What `wasm_externtype_kind` answers.
enum { CWASM_EXTERN_FUNC, CWASM_EXTERN_GLOBAL, CWASM_EXTERN_TABLE, CWASM_EXTERN_MEMORY, CWASM_EXTERN_TAG };

typedef void (*wasmtime_finalizer_t)(void * data);

/// A function of the host. The arguments stay the engine's, the results become the engine's, and so does the trap.
typedef wasm_trap_t * (*wasmtime_func_callback_t)(
    void * env, wasmtime_caller_t *caller, const wasmtime_val_t * args, size_t nargs,
    wasmtime_val_t * results, size_t nresults);

// MARK: Functions

/// All functions, by result, name and parameters: the one list that the table and its filling are made from.
#define CWASMTIME_FUNCTIONS(F) \
  F(wasm_config_t *, wasm_config_new, (void)) \
  F(void, wasmtime_config_consume_fuel_set, (wasm_config_t *, bool)) \
  F(void, wasmtime_config_epoch_interruption_set, (wasm_config_t *, bool)) \
  F(void, wasmtime_config_parallel_compilation_set, (wasm_config_t *, bool)) \
  F(void, wasmtime_config_signals_based_traps_set, (wasm_config_t *, bool)) \
  F(void, wasmtime_config_wasm_exceptions_set, (wasm_config_t *, bool)) \
  F(void, wasmtime_config_wasm_function_references_set, (wasm_config_t *, bool)) \
  F(void, wasmtime_config_wasm_gc_set, (wasm_config_t *, bool)) \
  F(wasm_engine_t *, wasm_engine_new_with_config, (wasm_config_t *)) \
  F(void, wasm_engine_delete, (wasm_engine_t *)) \
  F(void, wasmtime_engine_increment_epoch, (wasm_engine_t *)) \
  F(wasmtime_error_t *, wasmtime_wat2wasm, (const char *, size_t, wasm_byte_vec_t *)) \
  F(wasmtime_error_t *, wasmtime_module_new, \
    (wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **)) \
  F(void, wasmtime_module_delete, (wasmtime_module_t *)) \
  F(void, wasmtime_module_imports, (const wasmtime_module_t *, wasm_importtype_vec_t *)) \
  F(void, wasmtime_module_exports, (const wasmtime_module_t *, wasm_exporttype_vec_t *)) \
  F(wasmtime_error_t *, wasmtime_module_serialize, (wasmtime_module_t *, wasm_byte_vec_t *)) \
  F(wasmtime_store_t *, wasmtime_store_new, (wasm_engine_t *, void *, wasmtime_finalizer_t)) \
  F(void, wasmtime_store_delete, (wasmtime_store_t *)) \
  F(wasmtime_context_t *, wasmtime_store_context, (wasmtime_store_t *)) \
  F(void, wasmtime_store_limiter, (wasmtime_store_t *, int64_t, int64_t, int64_t, int64_t, int64_t)) \
  F(wasmtime_error_t *, wasmtime_context_gc, (wasmtime_context_t *)) \
  F(void, wasmtime_context_set_epoch_deadline, (wasmtime_context_t *, uint64_t)) \
  F(wasmtime_error_t *, wasmtime_context_set_fuel, (wasmtime_context_t *, uint64_t)) \
  F(wasmtime_error_t *, wasmtime_context_get_fuel, (const wasmtime_context_t *, uint64_t *)) \
  F(void, wasmtime_func_new, \
    (wasmtime_context_t *, const wasm_functype_t *, wasmtime_func_callback_t, void *, \
     wasmtime_finalizer_t, wasmtime_func_t *)) \
  F(wasm_functype_t *, wasmtime_func_type, (const wasmtime_context_t *, const wasmtime_func_t *)) \
  F(wasmtime_error_t *, wasmtime_func_call, \
    (wasmtime_context_t *, const wasmtime_func_t *, const wasmtime_val_t *, size_t, \
     wasmtime_val_t *, size_t, wasm_trap_t **)) \
  F(wasmtime_context_t *, wasmtime_caller_context, (wasmtime_caller_t *)) \
  F(bool, wasmtime_caller_export_get, (wasmtime_caller_t *, const char *, size_t, wasmtime_extern_t *)) \
  F(wasmtime_error_t *, wasmtime_table_new, \
    (wasmtime_context_t *, const wasm_tabletype_t *, const wasmtime_val_t *, wasmtime_table_t *)) \
  F(wasm_tabletype_t *, wasmtime_table_type, (const wasmtime_context_t *, const wasmtime_table_t *)) \
  F(bool, wasmtime_table_get, (wasmtime_context_t *, const wasmtime_table_t *, uint64_t, wasmtime_val_t *)) \
  F(wasmtime_error_t *, wasmtime_table_set, \
    (wasmtime_context_t *, const wasmtime_table_t *, uint64_t, const wasmtime_val_t *)) \
  F(uint64_t, wasmtime_table_size, (const wasmtime_context_t *, const wasmtime_table_t *)) \
  F(wasmtime_error_t *, wasmtime_table_grow, \
    (wasmtime_context_t *, const wasmtime_table_t *, uint64_t, const wasmtime_val_t *, uint64_t *)) \
  F(wasmtime_error_t *, wasmtime_global_new, \
    (wasmtime_context_t *, const wasm_globaltype_t *, const wasmtime_val_t *, wasmtime_global_t *)) \
  F(wasm_globaltype_t *, wasmtime_global_type, (const wasmtime_context_t *, const wasmtime_global_t *)) \
  F(void, wasmtime_global_get, (wasmtime_context_t *, const wasmtime_global_t *, wasmtime_val_t *)) \
  F(wasmtime_error_t *, wasmtime_global_set, \
    (wasmtime_context_t *, const wasmtime_global_t *, const wasmtime_val_t *)) \
  F(wasmtime_error_t *, wasmtime_memory_new, \
    (wasmtime_context_t *, const wasm_memorytype_t *, wasmtime_memory_t *)) \
  F(uint8_t *, wasmtime_memory_data, (const wasmtime_context_t *, const wasmtime_memory_t *)) \
  F(size_t, wasmtime_memory_data_size, (const wasmtime_context_t *, const wasmtime_memory_t *)) \
  F(wasmtime_error_t *, wasmtime_instance_new, \
    (wasmtime_context_t *, const wasmtime_module_t *, const wasmtime_extern_t *, size_t, \
     wasmtime_instance_t *, wasm_trap_t **)) \
  F(bool, wasmtime_instance_export_get, \
    (wasmtime_context_t *, const wasmtime_instance_t *, const char *, size_t, wasmtime_extern_t *)) \
  F(void, wasmtime_extern_delete, (wasmtime_extern_t *)) \
  F(bool, wasmtime_externref_new, \
    (wasmtime_context_t *, void *, wasmtime_finalizer_t, wasmtime_externref_t *)) \
  F(void *, wasmtime_externref_data, (wasmtime_context_t *, const wasmtime_externref_t *)) \
  F(void, wasmtime_externref_unroot, (wasmtime_externref_t *)) \
  F(void, wasmtime_val_clone, (const wasmtime_val_t *, wasmtime_val_t *)) \
  F(void, wasmtime_val_unroot, (wasmtime_val_t *)) \
  F(uint8_t, wasmtime_anyref_is_i31, (wasmtime_context_t *, const wasmtime_externref_t *)) \
  F(bool, wasmtime_anyref_is_struct, (wasmtime_context_t *, const wasmtime_externref_t *)) \
  F(bool, wasmtime_anyref_is_array, (wasmtime_context_t *, const wasmtime_externref_t *)) \
  F(bool, wasmtime_context_take_exception, (wasmtime_context_t *, wasmtime_externref_t *)) \
  F(void, wasmtime_exnref_unroot, (wasmtime_externref_t *)) \
  F(wasm_trap_t *, wasmtime_trap_new, (const char *, size_t)) \
  F(bool, wasmtime_trap_code, (const wasm_trap_t *, uint8_t *)) \
  F(void, wasm_trap_message, (const wasm_trap_t *, wasm_byte_vec_t *)) \
  F(void, wasm_trap_delete, (wasm_trap_t *)) \
  F(void, wasmtime_error_message, (const wasmtime_error_t *, wasm_byte_vec_t *)) \
  F(void, wasmtime_error_delete, (wasmtime_error_t *)) \
  F(void, wasm_byte_vec_delete, (wasm_byte_vec_t *)) \
  F(void, wasm_importtype_vec_delete, (wasm_importtype_vec_t *)) \
  F(void, wasm_exporttype_vec_delete, (wasm_exporttype_vec_t *)) \
  F(const wasm_byte_vec_t *, wasm_importtype_module, (const wasm_importtype_t *)) \
  F(const wasm_byte_vec_t *, wasm_importtype_name, (const wasm_importtype_t *)) \
  F(const wasm_externtype_t *, wasm_importtype_type, (const wasm_importtype_t *)) \
  F(const wasm_byte_vec_t *, wasm_exporttype_name, (const wasm_exporttype_t *)) \
  F(const wasm_externtype_t *, wasm_exporttype_type, (const wasm_exporttype_t *)) \
  F(uint8_t, wasm_externtype_kind, (const wasm_externtype_t *)) \
  F(const wasm_functype_t *, wasm_externtype_as_functype_const, (const wasm_externtype_t *)) \
  F(const wasm_globaltype_t *, wasm_externtype_as_globaltype_const, (const wasm_externtype_t *)) \
  F(const wasm_tabletype_t *, wasm_externtype_as_tabletype_const, (const wasm_externtype_t *)) \
  F(wasm_functype_t *, wasm_functype_new, (wasm_valtype_vec_t *, wasm_valtype_vec_t *)) \
  F(void, wasm_functype_delete, (wasm_functype_t *)) \
  F(const wasm_valtype_vec_t *, wasm_functype_params, (const wasm_functype_t *)) \
  F(const wasm_valtype_vec_t *, wasm_functype_results, (const wasm_functype_t *)) \
  F(wasm_valtype_t *, wasm_valtype_new, (uint8_t)) \
  F(wasm_valtype_t *, wasmtime_wasm_valtype_v128, (void)) \
  F(bool, wasmtime_wasm_valtype_equal, (const wasm_valtype_t *, const wasm_valtype_t *)) \
  F(void, wasm_valtype_delete, (wasm_valtype_t *)) \
  F(void, wasm_valtype_vec_new, (wasm_valtype_vec_t *, size_t, wasm_valtype_t *const *)) \
  F(wasm_tabletype_t *, wasm_tabletype_new, (wasm_valtype_t *, const wasm_limits_t *)) \
  F(void, wasm_tabletype_delete, (wasm_tabletype_t *)) \
  F(const wasm_valtype_t *, wasm_tabletype_element, (const wasm_tabletype_t *)) \
  F(wasm_globaltype_t *, wasm_globaltype_new, (wasm_valtype_t *, uint8_t)) \
  F(void, wasm_globaltype_delete, (wasm_globaltype_t *)) \
  F(const wasm_valtype_t *, wasm_globaltype_content, (const wasm_globaltype_t *)) \
  F(uint8_t, wasm_globaltype_mutability, (const wasm_globaltype_t *)) \
  F(wasm_memorytype_t *, wasm_memorytype_new, (const wasm_limits_t *)) \
  F(void, wasm_memorytype_delete, (wasm_memorytype_t *))

/// The table.
typedef struct {
#define CWASMTIME_FIELD(result, name, parameters) result(*name) parameters;
  CWASMTIME_FUNCTIONS(CWASMTIME_FIELD)
#undef CWASMTIME_FIELD
} cwasmtime_api;

/// Fills the table from a library that is open.
///
/// Returns the name of the first function that the library lacks, or null when it has them all.
const char * cwasmtime_resolve(void *library, cwasmtime_api *api);
