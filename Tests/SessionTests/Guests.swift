import Foundation
@testable import Model
@testable import Session
import TestSupport
import Testing

/// Modules for sessions to load.
enum Guests {
  /// Keeps handles in a table and in a global, and calls the host with them.
  static let keep = """
    (module
      (import "host" "write" (func $write (param externref i32 i32)))
      (import "host" "read" (func $read (param externref i32 i32) (result i32)))
      (import "host" "incr" (func $incr (param externref) (result i64)))
      (import "host" "incr" (func $add (param externref i64) (result i64)))
      (import "host" "get" (func $count (param externref) (result i64)))
      (import "host" "get" (func $open (param externref) (result externref)))
      (import "host" "log" (func $tell (param externref)))
      (import "host" "log" (func $say (param i32 i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "written\\n")
      (table $slots (export "slots") 3 externref)
      (global $last (export "last") (mut externref) (ref.null extern))
      (global (export "answer") i32 (i32.const 42))
      (func (export "keep") (param externref) local.get 0 global.set $last)
      (func (export "kept") (result externref) global.get $last)
      (func (export "put") (param i32 externref) local.get 0 local.get 1 table.set $slots)
      (func (export "at") (param i32) (result externref) local.get 0 table.get $slots)
      (func (export "clear") (param i32) local.get 0 ref.null extern table.set $slots)
      (func (export "write") (param externref) local.get 0 i32.const 0 i32.const 8 call $write)
      (func (export "read") (param externref i32) (result i32)
        local.get 0 i32.const 100 local.get 1 call $read)
      (func (export "incr") (param externref) (result i64) local.get 0 call $incr)
      (func (export "add") (param externref i64) (result i64) local.get 0 local.get 1 call $add)
      (func (export "count") (param externref) (result i64) local.get 0 call $count)
      (func (export "open") (param externref) (result externref) local.get 0 call $open)
      (func (export "tell") (param externref) local.get 0 call $tell)
      (func (export "say") (param i32 i32) local.get 0 local.get 1 call $say)
      (func (export "two") (param externref) (result externref i32 externref)
        local.get 0 i32.const 7 local.get 0)
      (func (export "half") (param f64) (result f64) local.get 0 f64.const 2 f64.div)
      (func (export "trap") (param externref) unreachable)
      (func (export "spin") (loop br 0))
      (func (export "chatter") (loop i32.const 0 i32.const 1 call $say br 0))
      (func $recurse (export "recurse") call $recurse)
      (func (export "grow") (param i32) (result i32) ref.null extern local.get 0 table.grow $slots))
    """

  static let isRunnable = WebAssembly().obstacle == nil
}

extension Trait where Self == ConditionTrait {
  static var needsWasmtime: Self {
    .enabled(if: Guests.isRunnable, "wasmtime is not installed: run scripts/install-wasmtime")
  }
}

extension TemporaryDirectory {
  /// Writes a file, and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let path = appending(name)
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }
}
