import Foundation
import TestSupport
import Testing
import TraceReading

// SAFETY throughout this folder: strings live during the calls that they are given to.

/// What goes wrong around a program that is traced. The program does not notice.
@Suite(.serialized)
struct FaultTests {
  let folder = try! TemporaryDirectory()

  @Test func `a trace can be read after kill -9 at any moment`() throws {
    var sizes: [Int] = []
    for number in 0..<100 {
      let path = folder.appending("killed-\(number).trace")
      let process = try Probe.start(["endless", "4"], trace: path)
      // One time in four from before there is a trace; else from its first events on.
      while number % 4 != 0, !FileManager.default.fileExists(atPath: path) { usleep(100) }
      usleep(UInt32.random(in: 0...20_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      guard let file = try? TraceFile(path) else {
        // Killed before it had a header. That must have been soon.
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        #expect(bytes.dropFirst(20).prefix(4).allSatisfy { $0 == 0 })
        continue
      }
      let log = try Log(file)
      #expect(file.state == 1 && log.end == nil && file.cut == 0)
      // An event of each thread, and an introduction of each.
      #expect(file.inFlight <= 8 * 6)
      #expect(log.broken <= file.inFlight)
      sizes.append(file.slots.count)
    }
    #expect(sizes.count > 50)
    #expect(Set(sizes).count > 10)
  }

  @Test(arguments: [65_536, 100_000, 1 << 20, 3 << 20])
  func `at the bound the trace ends and the program goes on`(limit: Int) throws {
    let path = folder.appending("bound-\(limit).trace")
    try Probe.run("churn", "4", "3000", trace: path, limit: limit).ranOn()
    let file = try TraceFile(path)
    #expect(file.cut == 1 && file.state == 2)
    #expect(file.byteCount <= limit && file.byteCount > limit * 3 / 4)
    try expectAllCounted(file, threads: 4, rounds: 3000)
  }

  /// Every event is recorded or counted as lost.
  private func expectAllCounted(_ file: TraceFile, threads: Int, rounds: Int) throws {
    let log = try Log(file)
    #expect(log.end == 1)
    // The cut's, unless a mark's was going on. What is found later is not of the moment that the log ends at.
    #expect([1, 4].contains(log.searches.last))
    let recorded = log.events.reduce(0, +)
    let lost = file.lost.reduce(0, +)
    #expect(lost > 0)
    #expect(recorded + Int(lost) == churnEvents(threads: threads, rounds: rounds))
  }

  @Test func `a file size limit ends the trace and not the program`() throws {
    let path = folder.appending("limited.trace")
    // In blocks of 512 bytes: 1 MiB.
    try Probe.run("churn", "4", "3000", trace: path, shell: "ulimit -f 2048").ranOn()
    let file = try TraceFile(path)
    #expect(file.cut == 3 && file.cutError == UInt32(EFBIG))
    try expectAllCounted(file, threads: 4, rounds: 3000)
  }

  @Test func `a file size limit of nothing at all is one line on standard error`() throws {
    let probe = try Probe.run("churn", "1", "10", trace: folder.appending("none.trace"), shell: "ulimit -f 0")
    probe.ranOn()
    #expect(probe.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [1, 2])
  func `a full disk ends the trace and not the program`(megabytes: Int) throws {
    let disk = folder.appending("disk-\(megabytes)")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard unsafe mount("tmpfs", disk, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
      // Only a superuser may; the limit of a file's size, above, is the same path but for the error.
      return
    }
    defer { unsafe umount(disk) }
    let path = disk + "/t.trace"
    try Probe.run("churn", "4", "3000", trace: path).ranOn()
    let file = try TraceFile(path)
    #expect(file.cut == 2 && file.cutError == UInt32(ENOSPC))
    try expectAllCounted(file, threads: 4, rounds: 3000)
  }

  @Test func `a forked child leaves the parent's trace alone, and may write its own`() throws {
    let (path, childPath) = (folder.appending("parent.trace"), folder.appending("child.trace"))
    try Probe.run("fork", childPath, trace: path).ranOn()
    let log = try Log(TraceFile(path))
    #expect(log.events.reduce(0, +) == 6)
    #expect(log.marks == ["in the parent"])
    #expect(log.end == 1)
    let child = try Log(TraceFile(childPath))
    #expect(child.objects.values.map(\.type) == ["Swift.Double"])
    #expect(child.end == 1)
  }

  @Test(arguments: ["/nowhere/t.trace", "FOLDER", "FOLDER/pipe", "/dev/null", "/proc/version"])
  func `a path that cannot be written is one line on standard error`(path: String) throws {
    unsafe mkfifo(folder.appending("pipe"), 0o600)
    let path = path.replacing("FOLDER", with: folder.path)
    let probe = try Probe.run("churn", "2", "10", trace: path)
    probe.ranOn()
    #expect(probe.errors.hasPrefix("externref: no trace is written: \(path): "))
    #expect(probe.errors.split(separator: "\n").count == 1)
    // In code it is an error.
    let quarrel = try Probe.run("quarrel", path, trace: nil)
    quarrel.ranOn()
    #expect(quarrel.errors.isEmpty)
    #expect(quarrel.output.hasPrefix("\(path): "))
  }

  @Test(arguments: ["1", "65535", "lots", "-5"])
  func `a bound that is none is one line on standard error`(limit: String) throws {
    let path = folder.appending("t.trace")
    let process = try Probe.start(
      ["churn", "1", "10"], trace: path, shell: "export EXTERNREF_TRACE_LIMIT='\(limit)'")
    let probe = try Probe.finish(process)
    probe.ranOn()
    #expect(probe.errors.contains("EXTERNREF_TRACE_LIMIT is '\(limit)'"))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `of two processes with one path the first writes, and the second goes on without`() throws {
    let path = folder.appending("shared.trace")
    let first = try Probe.start(["hold"], trace: path)
    let output = (first.standardOutput as! Pipe).fileHandleForReading
    #expect(String(decoding: output.availableData, as: UTF8.self) == "holding\n")
    let second = try Probe.run("churn", "2", "10", trace: path)
    second.ranOn()
    #expect(second.errors.contains("another process writes its trace there"))
    #expect(second.errors.split(separator: "\n").count == 1)
    (first.standardInput as! Pipe).fileHandleForWriting.closeFile()
    try Probe.finish(first).ranOn()
    let file = try TraceFile(path)
    #expect(file.process == UInt32(first.processIdentifier))
    #expect(try Log(file).events.reduce(0, +) == 5)
    // Now that it is over, the next one may have the path.
    try Probe.run("churn", "1", "1", trace: path).ranOn()
    #expect(try TraceFile(path).process != file.process)
  }

  @Test func `a trace that was removed while it is written is no trouble`() throws {
    let path = folder.appending("removed.trace")
    let process = try Probe.start(["churn", "4", "3000"], trace: path)
    while !FileManager.default.fileExists(atPath: path) { usleep(100) }
    unsafe unlink(path)
    try Probe.finish(process).ranOn()
  }
}
