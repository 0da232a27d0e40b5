@testable import Model
@testable import Session
import Testing

struct AskingTests {
  private static let script = #"""
    s = new string "a \"b\"\n"
    c = new counter 41
    f = new file /dev/null
    k = new cell s
    e = new cell
    t = clone s
    p = as_raw s
    """#

  @Test(
    arguments: [
      ("s", "String"), ("c", "Counter"), ("f", "File"), ("k", "Cell"), ("t", "String"),
    ])
  func `types are exact`(name: String, type: String) {
    let dialogue = Dialogue(Self.script)
    for other in ["String", "Counter", "File", "Cell"] {
      #expect(dialogue("is \(name) \(other)") == "\(other == type)")
      #expect((dialogue("downcast \(name) \(other)") == "null") == (other != type))
    }
  }

  @Test func `values and identities`() {
    Dialogue(Self.script).expect(
      #"""
      downcast s String        => "a \"b\"\n"
      get s                    => "a \"b\"\n"
      downcast c Counter       => 41
      downcast f File          => /dev/null
      downcast k Cell          => @1
      downcast e Cell          => empty
      eq s t                   => true
      eq s s                   => true
      eq s c                   => false
      cmp s t                  => equal
      cmp s c                  => different
      hash s                   => hash(@1)
      hash t                   => hash(@1)
      hash c                   => hash(@2)
      show s                   => @1
      """#)
  }

  @Test func `with addresses on, what depends on them shows`() throws {
    let dialogue = Dialogue(Self.script)
    dialogue(".addresses on")
    #expect(["less", "greater"].contains(dialogue("cmp s c")))
    #expect(Set([dialogue("cmp s c"), dialogue("cmp c s")]).count == 2)
    #expect(Int(dialogue("hash s")) != nil)
    #expect(dialogue("hash s") == dialogue("hash t"))
    dialogue("n = new counter")
    guard case .created(let creation) = dialogue.session.events[0] else {
      return #expect(Bool(false), "nothing was created")
    }
    #expect(creation.address == dialogue.session.summary(of: ObjectID(6))?.address)
    #expect(creation.address != nil)
    dialogue(".addresses off")
    #expect(dialogue.session.summary(of: ObjectID(6))?.address == nil)
    #expect(dialogue("hash n") == "hash(@6)")
  }

  @Test func `show tells type, value, count, owners, pointers and the line of creation`() throws {
    let dialogue = Dialogue(Self.script)
    dialogue("show s")
    guard case .value("show s", .summary(let summary)) = dialogue.session.events.first else {
      return #expect(Bool(false), "no summary")
    }
    #expect(summary.type == "String")
    #expect(summary.value == .text("a \"b\"\n"))
    #expect(summary.count == 3)
    #expect(summary.owners == [.name("s"), .cell(ObjectID(4)), .name("t")])
    #expect(summary.pointers == ["p"])
    #expect(summary.origin == .line(1))
    #expect(summary.address == nil)
  }

  @Test func `no query changes a count, an owner or a value`() {
    let dialogue = Dialogue(Self.script)
    let before = SessionState(of: dialogue.session)
    for verb in CommandTable.verbs where verb.isQuery {
      for arguments in ["s", "c", "f", "s t", "s c", "s String", "k String"] {
        dialogue("\(verb.name) \(arguments)")
        dialogue("expect \(verb.name) \(arguments) x")
        #expect(SessionState(of: dialogue.session) == before, "\(verb.name) \(arguments)")
      }
    }
  }

  @Test func `expect compares`() {
    Dialogue(Self.script).expect(
      #"""
      expect strong_count s 3             => ok
      expect strong_count s 03            => ok
      expect strong_count s 2             => E0015:23
      expect strong_count s "3"           => E0015:23
      expect is s String true             => ok
      expect is s String false            => E0015:20
      expect downcast s String "a \"b\"\n" => ok
      expect downcast s String "a"        => E0015:26
      expect downcast s String a          => E0015:26
      expect downcast s Counter null      => ok
      expect downcast k Cell @1           => ok
      expect downcast e Cell empty        => ok
      expect get f /dev/null              => ok
      expect get f "/dev/null"            => ok
      expect get c 41                     => ok
      expect get c x                      => E0015:14
      expect eq s t true                  => ok
      expect cmp s c different            => ok
      expect hash s hash(@1)              => ok
      expect show t @1                    => ok
      expect show t @2                    => E0015:15
      expect get k @1                     => ok
      expect incr c 42                    => E0003:8
      expect clone s 1                    => E0003:8
      expect nothing s 1                  => E0001:8
      expect strong_count s               => E0003:22
      expect strong_count u 1             => E0002:21
      expect strong_count s 3 4           => E0003:25
      x = expect strong_count s 3         => E0020:1
      """#)
  }
}
