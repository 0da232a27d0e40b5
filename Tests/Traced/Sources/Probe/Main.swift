// What the tests of tracing kill, starve and fork. It prints what it did, so that tests can compare.

// SAFETY throughout this folder: each raw pointer comes from a handle that lives, and each count is taken back once.

import ExternRef
import Glibc
import Synchronization
import TestSupport
import WasmEngine

@main
enum Main {
  static func main() {
    // Who starts tests may have had this signal ignored, and children inherit that. Users' programs die of it.
    signal(SIGXFSZ, SIG_DFL)
    var arguments = CommandLine.arguments.dropFirst()
    let mode = arguments.popFirst() ?? ""
    let numbers = arguments.map { Int($0) ?? 0 }
    switch mode {
    case "churn": churn(threads: numbers[0], rounds: numbers[1])
    case "endless": while true { churn(threads: numbers[0], rounds: 200) }
    case "fork": forkAndGoOn()
    case "places": places(numbers[0])
    case "names": names()
    case "inside": inside()
    case "race": race(threads: numbers[0], values: numbers[1])
    case "hold": hold()
    case "nested": _ = VMExternRef(Pair(first: VMExternRef("first"), second: nil))
    case "late": late(arguments.first!)
    case "twice": twice(arguments.first!, arguments.last!)
    case "quarrel": quarrel(arguments.first!)
    case "wasm": try! wasm()
    case "marks": marks(numbers[0])
    default: fatalError("what is \(mode)?")
    }
    print("done")
  }

  /// On each thread: a value is made, cloned, moved through raw pointers; and one value is shared by all.
  static func churn(threads: Int, rounds: Int) {
    let shared = VMExternRef(0)
    onThreads(threads) { thread in
      for round in 0..<rounds {
        let own = VMExternRef(round)
        let clone = own.clone()
        let pointer = shared.clone().intoRaw()
        _ = unsafe VMExternRef.fromRaw(pointer)
        if round % 10 == 0 { _ = clone.clone().labeled("label \(thread)") }
        if round % 100 == 0 { HandleTrace.mark("round \(round)") }
      }
    }
  }

  /// Threads that drop their handles to one value at the same time, value after value.
  static func race(threads: Int, values: Int) {
    let values = (0..<values).map { Share(VMExternRef($0)) }
    let shares = (0..<threads).map { _ in values.map { Share($0.handle!.clone()) } }
    // From here on the threads have the last ones.
    for value in values { value.handle = nil }
    onThreads(threads) { thread in
      for share in shares[thread] { share.handle = nil }
    }
  }

  static func forkAndGoOn() {
    let handle = VMExternRef("the parent's")
    let (read, write) = pipe()
    // Swift hides `fork`.
    let fork = unsafe unsafeBitCast(dlsym(nil, "fork"), to: (@convention(c) () -> pid_t).self)
    let child = fork()
    if child == 0 {
      for _ in 0..<10_000 { _ = handle.clone() }
      _ = VMExternRef("the child's")
      HandleTrace.mark("in the child")
      // What is forked may write a trace of its own.
      if CommandLine.arguments.count > 2 {
        try! HandleTrace.start(at: CommandLine.arguments[2])
        _ = VMExternRef(1.5)
      }
      exit(0)
    }
    close(write)
    // Until the child has gone.
    var byte: UInt8 = 0
    _ = unsafe Glibc.read(read, &byte, 1)
    var status: Int32 = 0
    _ = unsafe waitpid(child, &status, 0)
    precondition(status == 0, "the child ended with \(status)")
    _ = handle.clone()
    HandleTrace.mark("in the parent")
  }

  private static func pipe() -> (Int32, Int32) {
    var ends: [Int32] = [0, 0]
    _ = unsafe Glibc.pipe(&ends)
    return (ends[0], ends[1])
  }

  static func places(_ count: Int) {
    let handle = VMExternRef(1)
    for line in 1...count {
      _ = handle.clone(file: "Probe/Generated.swift", line: UInt32(line), function: "generated()")
    }
  }

  struct Wrapped<A, B>: Sendable {}

  static func names() {
    func nest<T>(_ type: T.Type, _ depth: Int) {
      if depth == 0 {
        unsafe keep(VMExternRef(Wrapped<T, T>()).intoRaw())
      } else {
        nest(Wrapped<T, T>.self, depth - 1)
      }
    }
    nest(Int.self, 9)
    for label in hostileTexts { unsafe keep(VMExternRef(1).labeled(label).intoRaw()) }
    for label in hostileTexts { HandleTrace.mark(label) }
  }

  static let hostileTexts = [
    "", "quote \" backslash \\ line\nbell \u{7} escape \u{1B}[31m zero \0 end", "\u{202E}right to left",
    String(repeating: "x", count: 10_240), String(repeating: "é", count: 40_000),
  ]

  private static func keep(_ pointer: UnsafeMutableRawPointer) {}

  final class Node: Sendable {
    let padding = 1
    let next = Mutex<VMExternRef?>(nil)
  }

  struct Large: ~Copyable, Sendable {
    let padding: InlineArray<10_000, Int>
    let handle: VMExternRef
  }

  struct Pair: ~Copyable, Sendable {
    let first: VMExternRef
    let second: VMExternRef?
  }

  static func put(_ handle: consuming VMExternRef, into node: borrowing VMExternRef) {
    var handle: VMExternRef? = handle
    node.withValue(as: Node.self) { node in node.next.withLock { swap(&$0, &handle) } }
  }

  static func inside() {
    let node = VMExternRef(Node())
    put(VMExternRef("in the instance"), into: node)
    let pair = VMExternRef(Pair(first: VMExternRef("first"), second: VMExternRef("second")))
    let large = VMExternRef(Large(padding: .init(repeating: 7), handle: VMExternRef("far away")))
    let list = VMExternRef([Slot(VMExternRef("in an array"))])
    HandleTrace.mark("all there")
    put(VMExternRef("another"), into: node)
    unsafe keep(node.intoRaw())
    unsafe keep(pair.intoRaw())
    unsafe keep(large.intoRaw())
    unsafe keep(list.intoRaw())
  }

  static func hold() {
    let handle = VMExternRef(1)
    print("holding")
    fflush(nil)
    _ = readLine()
    _ = handle.clone()
  }

  /// Handles that are older than the trace.
  static func late(_ path: String) {
    let old = VMExternRef("old")
    let second = old.clone()
    precondition(HandleTrace.liveCount == 0)
    try! HandleTrace.start(at: path)
    let third = second.clone()
    _ = consume old
    let new = VMExternRef(1)
    precondition(HandleTrace.liveCount == 1)
    _ = consume second
    _ = consume third
    _ = consume new
    precondition(HandleTrace.liveCount == 0)
    HandleTrace.stop()
    _ = VMExternRef("after the end")
  }

  /// Two traces, one after the other, and handles of the first in the second.
  static func twice(_ first: String, _ second: String) {
    try! HandleTrace.start(at: first)
    let handle = VMExternRef("first")
    HandleTrace.stop()
    HandleTrace.stop()
    try! HandleTrace.start(at: second)
    _ = handle.clone()
    _ = VMExternRef("second")
  }

  static func quarrel(_ path: String) {
    do {
      try HandleTrace.start(at: path)
      print("started")
    } catch { print(error) }
  }

  /// Two stores hold counts of one value; the second one's collector lets go of its own.
  static func wasm() throws {
    let engine = try Engine(WasmLibrary())
    let handle = VMExternRef("document")
    let tables = try (0..<2).map { _ in try Table(Store(engine), of: .externref, count: 1) }
    for table in tables { try table.set(0, to: .handle(handle.clone())) }
    try tables[1].set(0, to: .handle(nil))
    try tables[1].store.collect()
    _ = unsafe Unmanaged.passRetained(tables[0].store)
  }

  static func marks(_ count: Int) {
    let slots = (0..<10_000).map { Slot(VMExternRef($0)) }
    for number in 0..<count { HandleTrace.mark("mark \(number)") }
    precondition(HandleTrace.liveCount == slots.count || !HandleTrace.isAvailable)
  }
}

/// One thread's handle to a value of several threads.
final class Share: @unchecked Sendable {
  var handle: VMExternRef?

  init(_ handle: consuming VMExternRef) { self.handle = consume handle }
}

final class Slot: Sendable {
  let handle: VMExternRef

  init(_ handle: consuming VMExternRef) { self.handle = handle }
}
