import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import LineEditor

/// A file that a test may do anything to.
struct HistoryFixture {
  let folder: TemporaryDirectory
  var path: FilePath { FilePath(folder.appending("history")) }

  init() throws { folder = try TemporaryDirectory() }

  func write(_ contents: some Collection<UInt8>) throws {
    try Data(contents).write(to: URL(filePath: path.string))
  }

  func write(_ lines: [String]) throws { try write(lines.map { $0 + "\n" }.joined().utf8) }

  func contents() throws -> [UInt8] { try Array(Data(contentsOf: URL(filePath: path.string))) }

  func lines() throws -> [String] {
    try contents().split(separator: 10, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  func permissions(_ name: String = "history") throws -> Int {
    let path = FilePath(folder.appending(name))
    return try Int(path.stat(followTargetSymlink: false).permissions.rawValue)
  }
}

extension History {
  var texts: [String] { lines.map { String(decoding: $0, as: UTF8.self) } }
  @discardableResult func append(_ text: String) -> Bool { append(Array(text.utf8)) }
}

/// What is remembered, and how it is kept.
struct HistoryTests {
  private let fixture: HistoryFixture

  init() throws { fixture = try HistoryFixture() }

  @Test func `lines are written when they are entered, and recalled in the next session`() throws {
    let history = History(path: fixture.path)
    #expect(history.append("a = new counter"))
    #expect(try fixture.lines() == ["a = new counter"])
    #expect(history.append("drop größe\t# ok"))
    #expect(try fixture.lines() == ["a = new counter", "drop größe\t# ok"])
    #expect(History(path: fixture.path).texts == ["a = new counter", "drop größe\t# ok"])
    #expect(history.takeWarning() == nil)
  }

  @Test func `without a path lines are remembered for the session`() {
    let history = History(path: nil)
    #expect(history.append("a"))
    #expect(history.texts == ["a"])
    #expect(history.takeWarning() == nil)
  }

  @Test func `what no terminal shows as it is is not kept`() throws {
    let history = History(path: fixture.path)
    history.append("a")
    for line in ["", "  \t ", "a", "b\u{1B}[31m", "b\u{0}", "b\u{7F}", "b\u{9B}", "b\n", "b\r"] {
      #expect(!history.append(line))
    }
    #expect(!history.append([0x62, 0xFF]))
    #expect(!history.append(String(repeating: "b", count: 1 << 16 + 1)))
    #expect(history.append(String(repeating: "b", count: 1 << 16)))
    #expect(history.append("a"))
    #expect(try fixture.lines().map(\.count) == [1, 1 << 16, 1])
    #expect(history.takeWarning() == nil)
  }

  @Test func `the first line of a session is compared with the last of the one before`() throws {
    try fixture.write(["a", "b"])
    #expect(!History(path: fixture.path).append("b"))
    #expect(try fixture.lines() == ["a", "b"])
  }

  @Test func `only the newest lines are kept, and the file is cut when a session starts`() throws {
    try fixture.write((1...12).map { "line \($0)" })
    let history = History(path: fixture.path, capacity: 10)
    #expect(history.texts == (3...12).map { "line \($0)" })
    #expect(try fixture.lines() == history.texts)
    history.append("line 13")
    #expect(history.texts == (4...13).map { "line \($0)" })
    #expect(try fixture.lines().count == 11)
    #expect(History(path: fixture.path, capacity: 10).texts == (4...13).map { "line \($0)" })
    #expect(try fixture.lines().count == 10)
    #expect(try fixture.permissions() == 0o600)
  }

  @Test func `cutting replaces what a symbolic link points to and not the link`() throws {
    let target = fixture.folder.appending("target")
    try fixture.write(["a", "b", "c"])
    try FileManager.default.moveItem(atPath: fixture.path.string, toPath: target)
    try FileManager.default.createSymbolicLink(atPath: fixture.path.string, withDestinationPath: target)
    _ = History(path: fixture.path, capacity: 2)
    #expect(try fixture.path.stat(followTargetSymlink: false).type == .symbolicLink)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "b\nc\n")
  }

  @Test func `a line that another session left unfinished stays apart from the next`() throws {
    try fixture.write("a\nunfinish".utf8)
    let history = History(path: fixture.path)
    #expect(history.texts == ["a", "unfinish"])
    history.append("b")
    #expect(try fixture.lines() == ["a", "unfinish", "b"])
  }

  @Test func `a file that is deleted meanwhile is made again`() throws {
    let history = History(path: FilePath(fixture.folder.appending("x/y/history")))
    history.append("a")
    try FileManager.default.removeItem(atPath: fixture.folder.appending("x"))
    history.append("b")
    #expect(try String(contentsOfFile: fixture.folder.appending("x/y/history"), encoding: .utf8) == "b\n")
    #expect(history.takeWarning() == nil)
  }

  @Test func `others may not read the file nor the folders that were made for it`() throws {
    History(path: FilePath(fixture.folder.appending("x/y/history"))).append("a")
    #expect(try fixture.permissions("x") == 0o700)
    #expect(try fixture.permissions("x/y") == 0o700)
    #expect(try fixture.permissions("x/y/history") == 0o600)
  }

  @Test func `a file that others may read is closed to them, and keeps what its owner may do`() throws {
    try fixture.write(["a"])
    for (before, after) in [(0o644, 0o600), (0o666, 0o600), (0o700, 0o700)] {
      try FileManager.default.setAttributes([.posixPermissions: before], ofItemAtPath: fixture.path.string)
      _ = History(path: fixture.path)
      #expect(try fixture.permissions() == after)
    }
  }
}

/// Trouble with the file: one warning, and the session goes on.
struct HistoryFaultTests {
  private let fixture: HistoryFixture

  init() throws { fixture = try HistoryFixture() }

  /// Starts a session on a file in trouble, and enters two lines.
  private func warning(_ path: FilePath? = nil) -> HistoryWarning.Problem? {
    let history = History(path: path ?? fixture.path)
    let before = history.texts
    let early = history.takeWarning()
    #expect(history.append("a"))
    #expect(history.append("b"))
    #expect(history.texts == before + ["a", "b"])
    let late = history.takeWarning()
    #expect(early == nil || late == nil)
    #expect(history.takeWarning() == nil)
    return (early ?? late)?.problem
  }

  @Test func `a folder`() throws {
    try FileManager.default.createDirectory(atPath: fixture.path.string, withIntermediateDirectories: false)
    #expect(warning() == .system(.isDirectory))
  }

  @Test func `a FIFO, which must not block`() throws {
    // SAFETY: the path lives during the call.
    try #require(unsafe mkfifo(fixture.path.string, 0o600) == 0)
    #expect(warning() == .notRegularFile)
  }

  @Test func `a device, whose permissions are not the history's to change`() throws {
    let device: FilePath = "/dev/full"
    let permissions = try device.stat().permissions
    #expect(warning(device) == .notRegularFile)
    #expect(try device.stat().permissions == permissions)
  }

  @Test func `a folder on the way that is a file`() throws {
    try fixture.write(["a"])
    #expect(warning(fixture.path.appending("history")) == .system(.notDirectory))
  }

  @Test func `a folder on the way that cannot be made`() {
    #expect(warning("/proc/nothing/history") == .system(.noSuchFileOrDirectory))
  }

  @Test func `the warning names the error`() {
    let warning = HistoryWarning(path: "/p", problem: .system(.permissionDenied))
    #expect("\(warning)" == "history is not saved to /p: EACCES (Permission denied)")
  }

  @Test func `a file of junk keeps its junk and takes lines`() throws {
    var junk: [UInt8] = []
    for byte in 0...255 as ClosedRange<UInt8> { junk += [byte, byte ^ 0x5A, 0xFF, 10] }
    let text = Array("\nfirst\nsecond\n".utf8)
    try fixture.write(junk + text)
    #expect(History(path: fixture.path, capacity: 1).texts == ["second"])
    let problem = warning()
    guard case .unreadableLines(let count) = problem else {
      Issue.record("\(String(describing: problem))")
      return
    }
    #expect(count > 200)
    #expect(try fixture.contents() == junk + text + Array("a\nb\n".utf8))
  }

  @Test func `a huge file of lines is cut without reading all of it`() throws {
    let count = 1_000_000
    try fixture.write((1...count).map { "the line with the number \($0)" })
    let history = History(path: fixture.path)
    #expect(history.texts == (count - 9_999...count).map { "the line with the number \($0)" })
    #expect(try fixture.lines() == history.texts)
    #expect(history.takeWarning() == nil)
  }

  @Test func `a huge file of zeros is left as it is`() throws {
    let size: Int64 = 1 << 32
    let descriptor = try FileDescriptor.open(
      fixture.path, .writeOnly, options: .create, permissions: .ownerReadWrite)
    try descriptor.resize(to: size)
    try descriptor.close()
    #expect(History(path: fixture.path).takeWarning()?.problem == .unreadableLines(1))
    #expect(try fixture.path.stat().size == size)
  }

  @Test func `a file that cannot be cut keeps all its lines`() throws {
    try fixture.write(["a", "b", "c"])
    let obstacle = fixture.folder.appending(".history.externref-new")
    try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
    let history = History(path: fixture.path, capacity: 2)
    #expect(history.texts == ["b", "c"])
    #expect(history.takeWarning() == nil)
    #expect(try fixture.lines() == ["a", "b", "c"])
  }

  @Test func `a lock that no process lets go of`() throws {
    try fixture.write(["a", "b", "c"])
    let other = try FileDescriptor.open(fixture.path, .readWrite)
    #expect(flock(other.rawValue, LOCK_EX) == 0)
    let file = HistoryFile(path: fixture.path, patience: 5)
    #expect(file.start(capacity: 2).lines == ["b", "c"].map { Array($0.utf8) })
    try file.append(Array("d".utf8))
    #expect(try fixture.lines() == ["a", "b", "c", "d"])
    try other.close()
  }
}

/// Sessions that use one file at the same time.
struct SharedHistoryTests {
  @Test func `a line that waited for the lock of a file that was replaced goes to the new file`() throws {
    let fixture = try HistoryFixture()
    try fixture.write(["old"])
    let other = try FileDescriptor.open(fixture.path, .readWrite)
    defer { try? other.close() }
    #expect(flock(other.rawValue, LOCK_EX) == 0)
    let file = HistoryFile(path: fixture.path, patience: 60_000)
    let writer = Thread { try? file.append(Array("line".utf8)) }
    writer.start()
    // When the writer has the file open, it has the old one, and waits.
    try wait { try openCount(of: fixture.path.string) == 2 }
    try Data("new\n".utf8).write(to: URL(filePath: fixture.path.string), options: .atomic)
    #expect(flock(other.rawValue, LOCK_UN) == 0)
    try wait { writer.isFinished }
    #expect(try fixture.lines() == ["new", "line"])
  }

  private func wait(until condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !condition() {
      try #require(ContinuousClock.now < deadline)
      usleep(1000)
    }
  }

  /// How many descriptors of this process lead to a file.
  private func openCount(of path: String) throws -> Int {
    let folder = "/proc/self/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).count { name in
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == path
    }
  }

  /// While writers add numbered lines, sessions start over and over and cut the file. A line that went to a file
  /// that was replaced would leave a gap in the numbers.
  @Test(arguments: [1, 4])
  func `no line is lost between writers and sessions that cut the file`(writers: Int) async throws {
    let fixture = try HistoryFixture()
    let path = fixture.path
    let count = 200
    await withTaskGroup(of: Void.self) { cutters in
      for _ in 0..<2 {
        cutters.addTask {
          while !Task.isCancelled {
            #expect(History(path: path, capacity: 20).takeWarning() == nil)
            await Task.yield()
          }
        }
      }
      await withTaskGroup(of: Void.self) { group in
        for writer in 0..<writers {
          group.addTask {
            let history = History(path: path)
            for number in 1...count {
              history.append("writer \(writer) line \(number)")
              await Task.yield()
            }
            #expect(history.takeWarning() == nil)
          }
        }
      }
      cutters.cancelAll()
    }
    let lines = try fixture.lines()
    for writer in 0..<writers {
      let prefix = "writer \(writer) line "
      let numbers = lines.filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count)) }
      #expect(numbers == Array((1...count).suffix(numbers.count)))
    }
    #expect(lines.allSatisfy { $0.hasPrefix("writer ") })
  }
}
