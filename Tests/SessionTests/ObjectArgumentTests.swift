@testable import Model
@testable import Session
import Testing

/// `@N` names an object where it is only looked at, and so does a raw pointer for `show`.
struct ObjectArgumentTests {
  @Test func `verbs that look take an object by its number`() {
    Dialogue("a = new counter 5\nb = clone a\nc = new cell a\nd = new cell\ndrop a b").expect(
      """
      strong_count @1          => 1
      is @1 Counter            => true
      downcast @1 Counter      => 5
      eq @1 @1                 => true
      eq @1 c                  => false
      cmp @1 c                 => different
      hash @1                  => hash(@1)
      get @1                   => 5
      h = get @2               => @1 1>2 h
      show @1                  => @1
      why @1                   => @1
      expect strong_count @1 2 => ok
      expect get c @1          => ok
      expect get d null        => ok
      """)
  }

  @Test func `a leaked object that no name reaches can be looked at`() {
    let dialogue = Dialogue("a = new cell\nput a a\ndrop a")
    dialogue.expect("show @1 => @1\nstrong_count @1 => 1\nexpect get @1 @1 => ok")
    for line in [".heap @1", ".layout @1", ".history @1", "why @1"] {
      dialogue(line)
      #expect(!dialogue.session.failed, "\(line)")
    }
  }

  @Test func `an object that is gone has a history and nothing else`() {
    let dialogue = Dialogue("a = new counter\ndrop a")
    dialogue.expect(
      "show @1 => E0006:6\nstrong_count @1 => E0006:14\nshow @2 => E0002:6\nshow @0 => E0023:6\nshow @01 => E0023:6"
    )
    dialogue(".history @1")
    #expect(!dialogue.session.failed)
  }

  @Test(arguments: ["clone", "move", "drop", "as_raw", "into_raw", "read", "incr", "take", ".watch"])
  func `verbs that need a handle refuse an object, and name its holders`(verb: String) {
    let dialogue = Dialogue("a = new counter\nb = clone a")
    dialogue("\(verb) @1")
    #expect(dialogue.diagnostic?.code == .wrongRole)
    #expect(dialogue.diagnostic?.remedy.contains("a, b") == true)
  }

  @Test func `a raw pointer shows what it points at, and since when it dangles`() throws {
    let dialogue = Dialogue("a = new counter 7\np = as_raw a")
    dialogue.expect("show p => @1\nexpect show p @1 => ok")
    guard
      case .value(_, .pointer(let alive))? = {
        dialogue("show p"); return dialogue.session.events.first
      }()
    else {
      return #expect(Bool(false), "no pointer")
    }
    #expect(alive.target?.count == 1 && alive.ownership == .none && alive.destroyedOn == nil)
    dialogue("drop a")
    let line = 6
    dialogue("show p")
    guard case .value(_, .pointer(let dangling))? = dialogue.session.events.first else {
      return #expect(Bool(false), "no pointer")
    }
    #expect(dangling.target == nil && dangling.destroyedOn == line)
    dialogue("clone_from_raw p")
    #expect(dialogue.diagnostic?.message.contains("was destroyed on line \(line)") == true)
    #expect(dialogue.session.suggestion == "show p")
  }
}
