import Foundation
import TestSupport
import Testing
import TraceReading

/// What a trace says of a program that ends as it should.
struct RecordingTests {
  let folder = try! TemporaryDirectory()

  private func trace(_ arguments: String..., name: String = "t.trace") throws -> (TraceFile, Log) {
    let path = folder.appending(name)
    try Probe.finish(Probe.start(arguments, trace: path)).ranOn()
    let file = try TraceFile(path)
    return (file, try Log(file))
  }

  @Test(arguments: [1, 4, 64])
  func `every event of every thread is there, in an order that counts may have`(threads: Int) throws {
    let (file, log) = try trace("churn", "\(threads)", "1000")
    #expect(file.state == 2 && file.cut == 0 && file.inFlight == 0)
    #expect(log.end == 1)
    #expect(log.events.reduce(0, +) == churnEvents(threads: threads, rounds: 1000))
    #expect(log.broken == 0)
    #expect(log.owners.isEmpty && log.liveObjects.isEmpty)
    #expect(log.threads.count == threads + 1)
  }

  @Test func `the last of drops on several threads is never noted behind the destruction`() throws {
    let (_, log) = try trace("race", "8", "100000")
    #expect(log.events[3] == 9 * 100_000 && log.events[4] == 100_000)
    #expect(log.broken == 0)
    #expect(log.liveObjects.isEmpty)
  }

  @Test func `a destruction stands before the drops of what was in the value`() throws {
    let (file, log) = try trace("nested")
    let events = file.slots.filter { $0.kind.rawValue < 16 }
    #expect(events.map(\.kind) == [.made, .made, .dropped, .destroyed, .dropped, .destroyed])
    #expect(events.map { $0.block == events[0].block } == [true, false, false, false, true, true])
    #expect(log.liveObjects.isEmpty)
  }

  @Test func `a million places`() throws {
    let (file, log) = try trace("places", "1000000")
    #expect(file.inFlight == 0 && log.broken == 0)
    #expect(log.sites.count == 1_000_001)
    let lines = Set(log.sites.values.map(\.text))
    #expect(lines.isSuperset(of: 1...1_000_000))
    #expect(
      try log.sites.values.filter { $0.text == 999_999 }.map(file.site) == [
        "Probe/Generated.swift:999999 generated()"
      ])
  }

  @Test func `names with quotes and control characters, and long ones`() throws {
    let (_, log) = try trace("names")
    let labels = log.owners.values.compactMap(\.label)
    let expected = [
      "", "quote \" backslash \\ line\nbell \u{7} escape \u{1B}[31m zero \0 end", "\u{202E}right to left",
      String(repeating: "x", count: 10_240), String(repeating: "é", count: 32_768),
    ]
    #expect(labels.sorted() == expected.sorted())
    #expect(log.marks == expected)
    #expect(
      log.types.values.contains {
        $0.utf8.count > 10_000 && $0.hasPrefix("Probe.Main.Wrapped<Probe.Main.Wrapped<")
      })
  }

  @Test func `handles are found inside values, instances and large values, and not in arrays`() throws {
    let (_, log) = try trace("inside")
    let types = log.objects.mapValues(\.type)
    let inside = Set(
      log.insides.compactMap { handle, inside in
        log.owners[handle].map { "\(types[$0.object]!) in \(types[inside.object]!) at \(inside.at)" }
      })
    #expect(
      inside == [
        "Swift.String in Probe.Main.Node at instance+32", "Swift.String in Probe.Main.Pair at value+0",
        "Swift.String in Probe.Main.Pair at value+16", "Swift.String in Probe.Main.Large at value+80000",
      ])
    // Four in values that live on, and one in the array.
    #expect(log.owners.values.count { types[$0.object] == "Swift.String" } == 5)
    #expect(log.searches == [1, 3])
  }

  @Test func `places are those of the program's source`() throws {
    let (file, log) = try trace("inside")
    let made = try log.liveObjects.compactMap { try log.sites[$0.made].map(file.site) }
    #expect(made.count == log.liveObjects.count)
    #expect(made.allSatisfy { $0.hasPrefix("Probe/Main.swift:") && $0.hasSuffix(" inside()") })
  }

  @Test func `a trace that begins later knows older handles by their blocks`() throws {
    let path = folder.appending("late.trace")
    try Probe.run("late", path, trace: nil).ranOn()
    let log = try Log(TraceFile(path))
    #expect(log.end == 2)
    #expect(log.events[1] == 1 && log.events[2] == 1 && log.events[3] == 4 && log.events[4] == 2)
    #expect(Set(log.objects.values.map(\.type)) == ["Swift.Int", "Swift.String"])
    #expect(log.objects.values.first { $0.type == "Swift.String" }?.made == 0)
    #expect(log.liveObjects.isEmpty && log.owners.isEmpty)
  }

  @Test func `numbers of one trace mean nothing in the next`() throws {
    let paths = [folder.appending("first.trace"), folder.appending("second.trace")]
    try Probe.run("twice", paths[0], paths[1], trace: nil).ranOn()
    let logs = try paths.map { try Log(TraceFile($0)) }
    #expect(logs.map(\.end) == [2, 1])
    #expect(logs[0].owners.count == 1)
    #expect(logs[1].owners.isEmpty)
    #expect(logs[1].objects.values.filter { $0.made == 0 }.map(\.type) == ["Swift.String"])
  }

  @Test(.enabled(if: FileManager.default.isReadableFile(atPath: Probe.wasmtime), "wasmtime is not installed"))
  func `the count that a collector lets go of is that of its store`() throws {
    let (file, log) = try trace("wasm")
    let document = try #require(log.liveObjects.first { $0.type == "Swift.String" })
    #expect(log.liveObjects.count == 1)
    let owners = log.owners.values.filter { $0.object == document.number }
    #expect(owners.map(\.label) == ["wasmtime store 1"])
    #expect(owners.map(\.isRaw) == [true])
    // It says so when the collector runs, before the count comes back.
    let kinds = file.slots.filter { $0.block == document.block }.map(\.kind)
    #expect(kinds.suffix(4) == [.released, .fromRaw, .dropped, .dropped])
  }

  @Test func `%p stands for the process`() throws {
    let process = try Probe.start(["churn", "1", "1"], trace: folder.appending("100%%-%p-%x.trace"))
    try Probe.finish(process).ranOn()
    let file = try TraceFile(folder.appending("100%-\(process.processIdentifier)-%x.trace"))
    #expect(file.process == UInt32(process.processIdentifier))
    #expect(file.program == Probe.path)
  }

  @Test func `marks in a row do not search for longer than they may`() throws {
    let (_, log) = try trace("marks", "2000")
    #expect(log.marks.count == 2000)
    #expect(log.searches.count < 1000)
    #expect(log.searches.last == 3)
    #expect(log.liveObjects.isEmpty)
  }

  @Test func `without a path nothing is written`() throws {
    try Probe.run("churn", "2", "10", trace: nil).ranOn()
    try Probe.run("churn", "2", "10", trace: "").ranOn()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
