@testable import Session
import Synchronization
import SystemPackage
import Testing

/// A file system of one file, whose calls fail when told to.
private final class FaultyCalls: FileCalls {
  enum Call: CaseIterable {
    case open, stat, read, write, rewind, close
  }

  struct State {
    var contents: [UInt8] = []
    var position = 0
    var openCount = 0
    var isDirectory = false
    /// The error of the next such call; gone once it has struck.
    var faults: [Call: Errno] = [:]
    /// How many bytes a call moves at most.
    var chunk = Int.max
    /// How many reads or writes go well before the fault.
    var patience = 0
  }

  let state = Mutex(State())

  private func perform<Result: Sendable>(
    _ call: Call, _ body: (inout State) -> Result
  ) throws(Errno) -> Result {
    try state.withLock { (state) throws(Errno) in
      if state.faults[call] != nil, state.patience > 0 {
        state.patience -= 1
      } else if let fault = state.faults.removeValue(forKey: call) {
        throw fault
      }
      return body(&state)
    }
  }

  func open(_ path: String, _ mode: OpenFile.Mode) throws(Errno) -> FileDescriptor {
    try perform(.open) { state in
      state.openCount += 1
      return FileDescriptor(rawValue: 1_000)
    }
  }

  func obstacle(at descriptor: FileDescriptor) throws(Errno) -> String? {
    try perform(.stat) { $0.isDirectory ? "a directory" : nil }
  }

  func read(_ descriptor: FileDescriptor, upTo limit: Int) throws(Errno) -> [UInt8] {
    try perform(.read) { state in
      let bytes = state.contents.dropFirst(state.position).prefix(min(limit, state.chunk))
      state.position += bytes.count
      return Array(bytes)
    }
  }

  func write(_ descriptor: FileDescriptor, _ bytes: ArraySlice<UInt8>) throws(Errno) -> Int {
    try perform(.write) { state in
      let taken = bytes.prefix(state.chunk)
      state.contents += taken
      return taken.count
    }
  }

  func rewind(_ descriptor: FileDescriptor) throws(Errno) {
    try perform(.rewind) { $0.position = 0 }
  }

  func close(_ descriptor: FileDescriptor) throws(Errno) {
    // `close` gives the descriptor back also when it fails.
    state.withLock { $0.openCount -= 1 }
    try perform(.close) { _ in }
  }
}

@Suite("System calls behind files fail one at a time")
struct FileFaultTests {
  private let calls = FaultyCalls()

  private static let errors: [(Errno, String)] = [
    (.tooManyOpenFiles, "EMFILE"), (.tooManyOpenFilesInSystem, "ENFILE"), (.noSpace, "ENOSPC"),
    (.permissionDenied, "EACCES"), (.isDirectory, "EISDIR"), (.tooManySymbolicLinkLevels, "ELOOP"),
    (.noSuchFileOrDirectory, "ENOENT"), (.ioError, "EIO"), (.interrupted, "EINTR"), (.brokenPipe, "EPIPE"),
    (.resourceTemporarilyUnavailable, "EAGAIN"), (Errno(rawValue: 133), "errno 133"),
  ]

  private func inject(_ fault: Errno, at call: FaultyCalls.Call) {
    calls.state.withLock { $0.faults[call] = fault }
  }

  private var openCount: Int { calls.state.withLock { $0.openCount } }

  @Test("a file that cannot be opened or looked at leaves nothing", arguments: errors)
  func opening(errno: Errno, name: String) throws {
    for call in [FaultyCalls.Call.open, .stat] {
      for verb in ["new", "new_with"] {
        let dialogue = Dialogue("a = new counter", fileCalls: calls)
        let before = Snapshot(of: dialogue.session)
        inject(errno, at: call)
        #expect(dialogue("f = \(verb) file x") == "E0016:\(verb.count + 11)")
        let diagnostic = try #require(dialogue.diagnostic)
        #expect(diagnostic.message.hasPrefix("cannot open 'x': \(name), "))
        #expect(diagnostic.message.contains("1 live as before") == (verb == "new_with"))
        #expect(!diagnostic.remedy.isEmpty)
        #expect(openCount == 0)
        #expect(Snapshot(of: dialogue.session) == before)
        #expect(dialogue("f = \(verb) file x") == "new @2 File 1 f")
        #expect(openCount == 1)
        dialogue("drop f")
      }
    }
  }

  @Test("a directory is closed again at once, even if that fails")
  func obstacle() {
    calls.state.withLock { $0.isDirectory = true }
    let dialogue = Dialogue(fileCalls: calls)
    #expect(dialogue("f = new file x") == "E0017:14")
    #expect(openCount == 0)
    inject(.ioError, at: .close)
    #expect(dialogue("f = new_with file x") == "E0017:19")
    #expect(openCount == 0)
  }

  @Test("a failing read, write or rewind is an error of its line only", arguments: errors)
  func using(errno: Errno, name: String) throws {
    let dialogue = Dialogue("f = new file x\nwrite f \"abc\"", fileCalls: calls)
    let before = Snapshot(of: dialogue.session)
    for (call, line, doing) in [
      (FaultyCalls.Call.read, "read f", "read"), (.write, "write f \"x\"", "write"),
      (.rewind, "rewind f", "rewind"),
    ] {
      inject(errno, at: call)
      #expect(dialogue(line) == "E0016:\(doing.count + 2)")
      #expect(try #require(dialogue.diagnostic).message.hasPrefix("cannot \(doing) 'f': \(name), "))
      #expect(Snapshot(of: dialogue.session) == before)
      dialogue.expect(line)
    }
    #expect(dialogue("expect get f x") == "ok")
  }

  @Test("short writes go on until all is written")
  func shortWrites() {
    calls.state.withLock { $0.chunk = 3 }
    let dialogue = Dialogue("f = new file x", fileCalls: calls)
    #expect(dialogue("write f \"0123456789\"") == "wrote @1 10")
    #expect(calls.state.withLock { $0.contents } == Array("0123456789".utf8))
  }

  @Test("short reads go on until there is enough or nothing more")
  func shortReads() {
    let dialogue = Dialogue("f = new file x\nwrite f \"0123456789\"", fileCalls: calls)
    calls.state.withLock { $0.chunk = 3 }
    #expect(dialogue("read f 7") == "read @1 \"0123456\"")
    #expect(dialogue("read f 7") == "read @1 \"789\"")
    #expect(dialogue("read f 7") == "read @1 end")
  }

  @Test("what was read before a fault is not lost")
  func faultAfterShortRead() {
    let dialogue = Dialogue("f = new file x\nwrite f \"0123456789\"", fileCalls: calls)
    calls.state.withLock {
      $0.chunk = 3
      $0.faults[.read] = .resourceTemporarilyUnavailable
      $0.patience = 1
    }
    #expect(dialogue("read f 7") == "read @1 \"012\"")
    #expect(dialogue("read f 7") == "read @1 \"3456789\"")
  }

  @Test("a write that takes nothing ends in an error")
  func emptyWrite() throws {
    calls.state.withLock { $0.chunk = 0 }
    let dialogue = Dialogue("f = new file x", fileCalls: calls)
    #expect(dialogue("write f \"x\"") == "E0016:7")
    #expect(try #require(dialogue.diagnostic).message.contains("EIO"))
  }

  @Test("a close that fails is over all the same")
  func closing() {
    let dialogue = Dialogue("f = new file x", fileCalls: calls)
    inject(.ioError, at: .close)
    #expect(dialogue("drop f") == "@1 1>0 f; end @1")
    #expect(openCount == 0)
  }
}
