import ExternRef
import ExternRefTesting
import Synchronization
import Testing

// SAFETY throughout this folder: raw pointers come from handles, and each count is taken back once.

final class Node: Sendable {
  let held = Mutex<VMExternRef?>(nil)

  func put(_ handle: consuming VMExternRef?) {
    var handle = handle
    held.withLock { swap(&$0, &handle) }
  }
}

/// What `expectNoLeaks` says, and when it says nothing.
struct LeakTests {
  /// Runs what leaks, and returns what is said of it.
  private func issues(_ body: () throws -> Void) throws -> [String] {
    let found = Mutex<[String]>([])
    try withKnownIssue {
      try body()
    } matching: { issue in
      found.withLock { $0 += issue.comments.map(\.rawValue) }
      return true
    }
    return found.withLock { $0 }
  }

  private let function = "LeakTests/LeakTests.swift"

  @Test func `handles that are dropped are no leak`() {
    expectNoLeaks {
      let handle = VMExternRef(Node())
      _ = handle.clone()
      _ = unsafe VMExternRef.fromRaw(handle.clone().intoRaw())
      #expect(HandleTrace.liveCount > 0)
    }
  }

  @Test func `a cycle is named with its places and what it is held in`() throws {
    let line: UInt32 = #line
    let issues = try issues {
      expectNoLeaks {
        let node = VMExternRef(Node())
        node.withValue(as: Node.self) { $0.put(node.clone()) }
      }
    }
    #expect(
      issues == [
        """
        1 count of 1 value outlive the closure:
          LeakTests.Node, made at \(function):\(line + 3) in \(#function)
            a count taken at \(function):\(line + 4) in \(#function), held inside itself
        """
      ])
  }

  @Test func `a clone of an older value that is kept is a leak`() throws {
    // What holds is known by its place when it is no older than the trace, which begins here at the latest.
    expectNoLeaks {}
    let outer = VMExternRef(Node())
    let value = VMExternRef("older")
    let line: UInt32 = #line
    let issues = try issues {
      expectNoLeaks {
        outer.withValue(as: Node.self) { $0.put(value.clone().labeled("cache \u{1B}")) }
      }
    }
    #expect(issues.count == 1)
    #expect(
      issues[0].contains(
        "a count taken at \(function):\(line + 3) in \(#function), labelled \"cache \\u{1B}\""))
    #expect(issues[0].contains("held inside LeakTests.Node, made at"))
  }

  @Test func `a thousand that are alike are one line`() throws {
    var pointers = unsafe [UnsafeMutableRawPointer]()
    let issues = try issues {
      expectNoLeaks { for number in 0..<1000 { unsafe pointers.append(VMExternRef(number).intoRaw()) } }
    }
    #expect(
      issues[0].contains("1000 counts of 1000 values outlive the closure:\n  1000 × Swift.Int, made at"))
    #expect(issues[0].contains("a raw pointer's count"))
    while let pointer = unsafe pointers.popLast() { _ = unsafe VMExternRef.fromRaw(pointer) }
  }

  @Test func `what tests at the same time leave is not the closure's`() async {
    await withTaskGroup { group in
      for number in 0..<20 {
        group.addTask {
          if number % 2 == 0 {
            expectNoLeaks { for _ in 0..<500 { _ = VMExternRef(number).clone() } }
          } else {
            for _ in 0..<500 { _ = VMExternRef(number).intoRaw() }
          }
        }
      }
    }
  }

  @Test func `tasks that the closure starts are watched`() async throws {
    let node = Node()
    let found = Mutex(0)
    await withKnownIssue {
      await expectNoLeaks { await Task { node.put(VMExternRef(1)) }.value }
    } matching: { _ in
      found.withLock { $0 += 1 }
      return true
    }
    #expect(found.withLock { $0 } == 1)
    node.put(nil)
  }

  @Test func `what is thrown passes, and leaks are an issue all the same`() throws {
    struct Failure: Error {}
    let issues = try issues {
      #expect(throws: Failure.self) {
        try expectNoLeaks { () throws(Failure) in
          _ = VMExternRef("left").intoRaw()
          throw Failure()
        }
      }
    }
    #expect(issues.count == 1)
  }

  @Test func `a closure within a closure is judged by itself, and with the outer one`() throws {
    let issues = try issues {
      expectNoLeaks { expectNoLeaks { _ = VMExternRef("left").intoRaw() } }
    }
    #expect(issues.count == 2)
  }
}
