import Files
@testable import Model
@testable import Session
import SystemPackage
import Synchronization
import Testing

struct FileFaultTests {
  private let calls = FaultyCalls()

  private static let errors: [(Errno, String)] = [
    (.tooManyOpenFiles, "EMFILE"), (.tooManyOpenFilesInSystem, "ENFILE"), (.noSpace, "ENOSPC"),
    (.permissionDenied, "EACCES"), (.isDirectory, "EISDIR"), (.tooManySymbolicLinkLevels, "ELOOP"),
    (.noSuchFileOrDirectory, "ENOENT"), (.ioError, "EIO"), (.interrupted, "EINTR"), (.brokenPipe, "EPIPE"),
    (.resourceTemporarilyUnavailable, "EAGAIN"), (Errno(rawValue: 4_000), "errno 4000"),
  ]

  private func inject(_ fault: Errno, at call: FaultyCalls.Call) {
    calls.state.withLock { $0.faults[call] = fault }
  }

  private var openCount: Int { calls.state.withLock { $0.openCount } }

  @Test(arguments: errors)
  func `a file that cannot be opened or looked at leaves nothing`(errno: Errno, name: String) throws {
    for call in [FaultyCalls.Call.open, .stat] {
      for verb in ["new", "new_with"] {
        let dialogue = Dialogue("a = new counter", fileCalls: calls)
        let before = SessionState(of: dialogue.session)
        inject(errno, at: call)
        #expect(dialogue("f = \(verb) file x") == "E0016:\(verb.count + 11)")
        let diagnostic = try #require(dialogue.diagnostic)
        #expect(diagnostic.message.hasPrefix("cannot open 'x': \(name), "))
        #expect(diagnostic.message.contains("1 live as before") == (verb == "new_with"))
        #expect(!diagnostic.remedy.isEmpty)
        #expect(openCount == 0)
        #expect(SessionState(of: dialogue.session) == before)
        #expect(dialogue("f = \(verb) file x") == "new @2 File 1 f")
        #expect(openCount == 1)
        dialogue("drop f")
      }
    }
  }

  @Test func `a directory is closed again at once, even if that fails`() {
    calls.state.withLock { $0.isDirectory = true }
    let dialogue = Dialogue(fileCalls: calls)
    #expect(dialogue("f = new file x") == "E0017:14")
    #expect(openCount == 0)
    inject(.ioError, at: .close)
    #expect(dialogue("f = new_with file x") == "E0017:19")
    #expect(openCount == 0)
  }

  @Test(arguments: errors)
  func `a failing read, write or rewind is an error of its line only`(errno: Errno, name: String) throws {
    let dialogue = Dialogue("f = new file x\nwrite f \"abc\"", fileCalls: calls)
    let before = SessionState(of: dialogue.session)
    for (call, line, doing) in [
      (FaultyCalls.Call.read, "read f", "read"), (.write, "write f \"x\"", "write"),
      (.rewind, "rewind f", "rewind"),
    ] {
      inject(errno, at: call)
      #expect(dialogue(line) == "E0016:\(doing.count + 2)")
      #expect(try #require(dialogue.diagnostic).message.hasPrefix("cannot \(doing) 'f': \(name), "))
      #expect(SessionState(of: dialogue.session) == before)
      dialogue.expect(line)
    }
    #expect(dialogue("expect get f x") == "ok")
  }

  @Test func `short writes go on until all is written`() {
    calls.state.withLock { $0.chunk = 3 }
    let dialogue = Dialogue("f = new file x", fileCalls: calls)
    #expect(dialogue("write f \"0123456789\"") == "wrote @1 10")
    #expect(calls.state.withLock { $0.contents } == Array("0123456789".utf8))
  }

  @Test func `short reads go on until there is enough or nothing more`() {
    let dialogue = Dialogue("f = new file x\nwrite f \"0123456789\"", fileCalls: calls)
    calls.state.withLock { $0.chunk = 3 }
    #expect(dialogue("read f 7") == "read @1 \"0123456\"")
    #expect(dialogue("read f 7") == "read @1 \"789\"")
    #expect(dialogue("read f 7") == "read @1 end")
  }

  @Test func `what was read before a fault is not lost`() {
    let dialogue = Dialogue("f = new file x\nwrite f \"0123456789\"", fileCalls: calls)
    calls.state.withLock {
      $0.chunk = 3
      $0.faults[.read] = .resourceTemporarilyUnavailable
      $0.patience = 1
    }
    #expect(dialogue("read f 7") == "read @1 \"012\"")
    #expect(dialogue("read f 7") == "read @1 \"3456789\"")
  }

  @Test func `a write that takes nothing ends in an error`() throws {
    calls.state.withLock { $0.chunk = 0 }
    let dialogue = Dialogue("f = new file x", fileCalls: calls)
    #expect(dialogue("write f \"x\"") == "E0016:7")
    #expect(try #require(dialogue.diagnostic).message.contains("EIO"))
  }

  @Test func `a close that fails is over all the same`() {
    let dialogue = Dialogue("f = new file x", fileCalls: calls)
    inject(.ioError, at: .close)
    #expect(dialogue("drop f") == "@1 1>0 f; end @1")
    #expect(openCount == 0)
  }
}
