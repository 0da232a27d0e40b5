import Foundation
import Files
@testable import Model
@testable import Session
import Synchronization
import SystemPackage
import Testing

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

struct ModelTests {
  /// A line that did something else than the model.
  struct Difference: Equatable {
    let index: Int
    let message: String
  }

  private static let commandsPerSession = 100

  private static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init)
  }

  /// Runs `EXTERNREF_MODEL_COMMANDS` commands from the seed `EXTERNREF_MODEL_SEED` on: a few thousand from a new
  /// seed, unless they are set. The long form, a million commands, takes a minute in a release build:
  ///
  ///     EXTERNREF_MODEL_COMMANDS=1000000 swift test -c release -Xswiftc -enable-testing \
  ///       --scratch-path .build-model --filter ModelTests
  @Test func `every count, every death and every leak`() {
    let count = Self.setting("EXTERNREF_MODEL_COMMANDS") ?? 4_000
    let first = Self.setting("EXTERNREF_MODEL_SEED") ?? Int.random(in: 0..<1_000_000_000)
    for seed in first..<first + max(1, count / Self.commandsPerSession) {
      var generator = SeededGenerator(seed: UInt64(seed))
      let script = (0..<Self.commandsPerSession).map { _ in Command.random(using: &generator) }
      guard Self.difference(in: script) != nil else { continue }
      let short = Self.shrink(script) { Self.difference(in: $0) != nil }
      Issue.record(
        """
        seed \(seed) fails; the shortest script that does:
        \(short.map(\.line).joined(separator: "\n"))
        \(Self.difference(in: short)?.message ?? "")
        """)
      return
    }
  }

  /// The first line on which the session and the model part; the end of the session counts as a line.
  private static func difference(in script: [Command]) -> Difference? {
    var model = Model()
    let calls = FaultyCalls()
    let dialogue = Dialogue(fileCalls: calls)
    for (index, command) in script.enumerated() {
      if case .failingNew = command { calls.state.withLock { $0.faults[.open] = .tooManyOpenFiles } }
      var answer = dialogue(command.line)
      if let diagnostic = dialogue.diagnostic, dialogue.session.events.count == 1 {
        answer = diagnostic.code.rawValue
      }
      let expected = model.perform(command)
      guard answer == expected else {
        return Difference(index: index, message: "session: \(answer)\nmodel:   \(expected)")
      }
      let counts = dialogue.session.ledger.objects.map {
        ($0.number, dialogue.session.summary(of: $0)?.count ?? 0)
      }
      guard Dictionary(uniqueKeysWithValues: counts) == model.counts else {
        return Difference(index: index, message: "session: \(counts)\nmodel:   \(model.counts)")
      }
    }
    let answer = dialogue.end()
    let expected = model.end()
    guard answer == expected else {
      return Difference(index: script.count, message: "session: \(answer)\nmodel:   \(expected)")
    }
    // What was reported as leaked is taken apart: each value is destroyed, and no file stays open.
    let deaths = dialogue.session.heap.obituary.deaths.map(\.number).sorted()
    guard deaths == model.counts.keys.sorted() else {
      return Difference(index: script.count, message: "taken apart: \(deaths)\nmodel: \(model.counts)")
    }
    let openCount = calls.state.withLock { $0.openCount }
    return openCount == 0 ? nil : Difference(index: script.count, message: "\(openCount) files are open")
  }

  /// Leaves out commands, many at a time and then fewer, as long as what is left still fails.
  private static func shrink<Element>(_ script: [Element], while fails: ([Element]) -> Bool) -> [Element] {
    var script = script
    var length = script.count / 2
    while length > 0 {
      var start = 0
      while start < script.count {
        var shorter = script
        shorter.removeSubrange(start..<min(start + length, script.count))
        if fails(shorter) { script = shorter } else { start += length }
      }
      length /= 2
    }
    return script
  }

  @Test func `a failing script shrinks to what fails`() {
    let script = Array(0..<100)
    let short = Self.shrink(script) { $0.contains(17) && $0.contains(80) }
    #expect(short == [17, 80])
  }

  @Test func `the generator is SplitMix64`() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }
}
