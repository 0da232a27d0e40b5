import Foundation
@testable import Model
@testable import Session
import Testing
import TestSupport

struct CommandTableTests {
  @Test(
    arguments: CommandTable.verbs.map(\.name))
  func `every verb's example runs in a fresh session, and shows the verb`(name: String) throws {
    let folder = try TemporaryDirectory()
    let verb = try #require(CommandTable.verb(named: name))
    let dialogue = Dialogue()
    let module = try folder.write(Guests.keep, to: "keep.wat")
    for line in verb.help.example where Guests.isRunnable || verb.help.group != .wasm {
      dialogue(
        line.replacing("notes.txt", with: folder.appending("notes.txt")).replacing("keep.wat", with: module))
      #expect(!dialogue.session.failed, "\(line)")
    }
    #expect(verb.help.example.contains { " \($0) ".contains(" \(name) ") })
  }

  @Test func `every verb has its texts, and its usage begins with its name`() {
    for verb in CommandTable.verbs {
      #expect(verb.usage == verb.name || verb.usage.hasPrefix(verb.name + " "))
      #expect(
        !verb.help.summary.isEmpty && verb.help.summary.count <= 100 && !verb.help.summary.hasSuffix("."),
        "\(verb.name)")
      #expect(!verb.help.example.isEmpty)
    }
  }

  @Test func `all verbs of the language are there`() {
    let names = Set(CommandTable.verbs.map(\.name))
    for name in [
      "new", "new_with", "clone", "move", "drop", "as_raw", "clone_from_raw", "into_raw", "from_raw",
      "strong_count",
      "is", "downcast", "eq", "cmp", "hash", "show", "read", "write", "rewind", "incr", "get", "put", "take",
      "race",
      "expect", ".help", ".names", ".objects", ".history", ".save", ".read", ".mode", ".watch", ".addresses",
      ".timer",
      ".reset", ".quit",
    ] {
      #expect(names.contains(name), "\(name)")
    }
  }

  @Test(arguments: CommandTable.verbs)
  func `each verb refuses too little and too much`(verb: Verb) {
    let dialogue = Dialogue("a = new counter\nb = new cell\np = into_raw b\nb = new cell a")
    let needsArguments = verb.shapes.contains { if case .optional = $0 { false } else { true } }
    if needsArguments {
      dialogue(verb.name)
      #expect(dialogue.diagnostic?.code == .usage)
      #expect(dialogue.diagnostic?.remedy == "usage: \(verb.usage)")
    }
    dialogue("\(verb.name) a 1 \"x\" a 1 \"x\" a 1 \"x\"")
    #expect(dialogue.session.failed)
  }

  @Test func `reports`() {
    let dialogue = Dialogue("a = new counter\np = as_raw a\nq = into_raw a")
    dialogue.expect(
      """
      .help                    => report \(Report.help(.overview(CommandTable.help)))
      .help clone              => report \(Report.help(.verbs(CommandTable.verbs(named: "clone").map(\.help))))
      .help .help              => report \(Report.help(.verbs(CommandTable.verbs(named: ".help").map(\.help))))
      .help clnoe              => E0001:7
      .explain e0007           => report \(Report.explanation(ErrorCode.danglingPointer.story))
      .explain E9999           => E0003:10
      """)
    dialogue(".objects")
    #expect(
      dialogue.session.events == [
        .report(
          .objects([
            ObjectSummary(
              object: ObjectID(1), type: "Counter", value: .integer(0), count: 1, owners: [.raw("q")],
              pointers: ["p"],
              address: nil, origin: .line(1))
          ]))
      ])
    dialogue(".names")
    #expect(
      dialogue.session.events == [
        .report(
          .names([
            NameSummary(name: "p", object: ObjectID(1), role: .raw(ownsCount: false, isDangling: false)),
            NameSummary(name: "q", object: ObjectID(1), role: .raw(ownsCount: true, isDangling: false)),
          ]))
      ])
  }

  @Test func `events tell the owners as they are when the event is over`() {
    let dialogue = Dialogue("a = new counter\nb = clone a")
    dialogue("c = move a")
    guard case .moved(let move) = dialogue.session.events.first else {
      return #expect(Bool(false), "no move")
    }
    #expect(move.owners == [.name("b"), .name("c")])
    dialogue("p = into_raw b")
    guard case .raw(let pointer) = dialogue.session.events.first else {
      return #expect(Bool(false), "no pointer")
    }
    #expect(pointer.owners == [.name("c"), .raw("p")])
    dialogue("d = new cell c")
    guard case .cloned(let change) = dialogue.session.events.first else {
      return #expect(Bool(false), "no clone")
    }
    #expect(change.owners == [.name("c"), .raw("p"), .cell(ObjectID(2))])
  }
}
