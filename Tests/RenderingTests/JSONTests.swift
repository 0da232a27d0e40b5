import Foundation
@testable import Rendering
@testable import Model
@testable import Session
import Testing

struct JSONTests {
  private func objects(_ events: [Event], line: Int = 7, file: String? = nil) throws -> [[String: Any]] {
    var bytes: [UInt8] = []
    JSONRenderer().render(events, line: line, file: file, into: &bytes)
    #expect(bytes.isEmpty || bytes.last == UInt8(ascii: "\n"))
    return try bytes.split(separator: UInt8(ascii: "\n")).map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  private func object(_ event: Event) throws -> [String: Any] {
    let objects = try objects([event])
    #expect(objects.count == 1)
    return objects[0]
  }

  /// The name and the fields that the contract gives an event, but for those of our own.
  private func contract(of event: Event) -> (name: String, fields: [String])? {
    switch event {
    case .created: ("created", ["object", "type", "after", "name"])
    case .cloned: ("cloned", ["object", "before", "after", "name"])
    case .dropped: ("dropped", ["object", "before", "after", "name"])
    case .moved: ("moved", ["object", "from", "to", "count"])
    case .destroyed: ("destroyed", ["object", "type"])
    case .raw: ("raw", ["object", "name", "count"])
    case .value, .expected: ("value", ["query", "value"])
    case .output: ("output", ["object", "text"])
    case .error: ("error", ["code", "message", "column"])
    case .leak: ("leak", ["objects"])
    case .changed, .lost, .written, .rewound, .logged, .collected, .race, .lostUpdates, .watch, .report: nil
    }
  }

  /// What kind of JSON value a field holds, wherever it stands.
  private static let types: [String: @Sendable (Any) -> Bool] = [
    "line": { $0 is Int }, "event": { $0 is String }, "object": { $0 is Int }, "type": { $0 is String },
    "before": { $0 is Int }, "after": { $0 is Int }, "count": { $0 is Int }, "column": { $0 is Int },
    "name": { $0 is String || $0 is NSNull }, "from": { $0 is String || $0 is NSNull },
    "to": { $0 is String || $0 is NSNull }, "query": { $0 is String }, "text": { $0 is String },
    "code": { $0 is String }, "message": { $0 is String }, "objects": { $0 is [Any] }, "value": { _ in true },
  ]

  @Test func `every event has the fields of the contract`() throws {
    var names: Set<String> = []
    for event in Samples.events {
      let object = try object(event)
      #expect(object["line"] as? Int == 7)
      let name = try #require(object["event"] as? String)
      names.insert(name)
      guard let contract = contract(of: event) else { continue }
      #expect(name == contract.name)
      for field in contract.fields {
        let value = try #require(object[field], "\(name) without \(field)")
        let isOfType = try #require(Self.types[field])
        #expect(isOfType(value), "\(name): \(field) is \(value)")
      }
    }
    #expect(
      names.isSuperset(of: [
        "created", "cloned", "dropped", "moved", "destroyed", "raw", "lost", "value", "output", "written",
        "rewound",
        "race", "lost_updates", "log", "collected", "watch", "error", "leak", "names", "objects", "history",
        "help",
        "explanation", "note",
      ]))
  }

  @Test(
    arguments: [
      (
        #"a = new string "x""#,
        #"{"line":7,"event":"created","object":1,"type":"String","after":1,"name":"a","value":"x"}"#
      ),
      ("b = clone a", #"{"line":7,"event":"cloned","object":1,"before":1,"after":2,"name":"b"}"#),
      ("drop a", #"{"line":7,"event":"dropped","object":1,"before":2,"after":1,"name":"a"}"#),
      ("strong_count b", #"{"line":7,"event":"value","query":"strong_count b","value":1}"#),
      ("is b String", #"{"line":7,"event":"value","query":"is b String","value":true}"#),
      ("downcast b Counter", #"{"line":7,"event":"value","query":"downcast b Counter","value":null}"#),
      (
        "c = new cell b",
        #"{"line":7,"event":"cloned","object":1,"before":1,"after":2,"name":null,"cell":2}"# + "\n"
          + #"{"line":7,"event":"created","object":2,"type":"Cell","after":1,"name":"c","value":"@1"}"#
      ),
      ("d = take c", #"{"line":7,"event":"moved","object":1,"from":"@2","to":"d","count":2}"#),
      ("p = into_raw d", #"{"line":7,"event":"raw","object":1,"name":"p","count":2,"owns":true,"from":"d"}"#),
      ("e = from_raw p", #"{"line":7,"event":"moved","object":1,"from":"p","to":"e","count":2}"#),
      (
        "new counter",
        #"{"line":7,"event":"created","object":3,"type":"Counter","after":1,"name":null,"value":0}"# + "\n"
          + #"{"line":7,"event":"dropped","object":3,"before":1,"after":0,"name":null}"# + "\n"
          + #"{"line":7,"event":"destroyed","object":3,"type":"Counter"}"#
      ),
      (
        "drop x",
        #"{"line":7,"event":"error","code":"E0002","message":"nothing is bound to 'x'","column":6,"length":1,"help":"bind it first: x = new string \"text\"; .names lists what is bound","suggestion":"x = new string \"text\""}"#
      ),
      ("put c c", #"{"line":7,"event":"cloned","object":2,"before":1,"after":2,"name":null,"cell":2}"#),
      (
        "end",
        #"{"line":7,"event":"dropped","object":1,"before":2,"after":1,"name":"e"}"# + "\n"
          + #"{"line":7,"event":"dropped","object":2,"before":2,"after":1,"name":"c"}"# + "\n"
          + #"{"line":7,"event":"dropped","object":1,"before":1,"after":0,"name":"b"}"# + "\n"
          + #"{"line":7,"event":"destroyed","object":1,"type":"String"}"# + "\n"
          + #"{"line":7,"event":"leak","objects":[2],"details":[{"object":2,"type":"Cell","value":"@2","count":1,"#
          + #""owners":["@2"],"pointers":[],"line":7,"cause":"cycle"}],"cycleCount":1,"cycles":[{"length":1,"#
          + #""objects":[2],"break":{"from":2,"to":2,"frees":1},"breaks":[{"from":2,"to":2,"frees":1}]}]}"#
      ),
    ] as [(String, String)])
  func `a session, line for line`(line: String, expected: String) {
    let session = Session()
    for earlier in Self.session {
      if earlier == "end" {
        session.end(line: 7)
      } else {
        _ = session.evaluate(Array(earlier.utf8), number: 7)
      }
      if earlier == line { break }
    }
    var bytes: [UInt8] = []
    JSONRenderer().render(session.events, line: 7, file: nil, into: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == expected + "\n")
  }

  private static let session = [
    #"a = new string "x""#, "b = clone a", "drop a", "strong_count b", "is b String", "downcast b Counter",
    "c = new cell b", "d = take c", "p = into_raw d", "e = from_raw p", "new counter", "drop x", "put c c",
    "end",
  ]

  @Test func `text comes back exactly, and nothing raw that a terminal should not see`() throws {
    for text in [
      Samples.hostile, Samples.wide, "\"\\/\u{8}\u{C}", "\u{10FFFF}\u{1F980}\u{E0041}", "\u{FFFD}", "",
    ] {
      var bytes: [UInt8] = []
      JSONRenderer().render([.value(query: text, .text(text))], line: 1, file: text, into: &bytes)
      let raw = Set(
        String(decoding: bytes.dropLast(), as: UTF8.self).unicodeScalars.filter { !$0.isPrintable })
      #expect(raw.isEmpty)
      let object = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
      for field in ["query", "value", "file"] {
        #expect((object[field] as? String).map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
      }
    }
  }

  @Test(arguments: [Int.min, Int.max, 0, -1])
  func `numbers are exact at both ends`(number: Int) throws {
    let object = try object(.value(query: "q", .integer(number)))
    #expect(object["value"] as? Int == number)
  }

  @Test func `the file of a line that was read from elsewhere`() throws {
    let event = Event.rewound(ObjectID(1))
    #expect(try objects([event], line: 3, file: "a b.xr")[0]["file"] as? String == "a b.xr")
    #expect(try object(event)["file"] == nil)
  }

  @Test func `echo and time are objects of their own`() throws {
    var bytes: [UInt8] = []
    JSONRenderer().render(echo: [0x61, 0xFF, 0x1B], line: 2, file: nil, into: &bytes)
    JSONRenderer().render(.milliseconds(1_500), line: 2, file: nil, into: &bytes)
    let lines = String(decoding: bytes, as: UTF8.self)
    #expect(
      lines == """
        {"line":2,"event":"input","text":"a\u{FFFD}\\u001b"}
        {"line":2,"event":"timer","microseconds":1500000}

        """)
  }

  @Test func `addresses stand only where they were asked for`() throws {
    func fields(after script: String...) throws -> [String: Any] {
      let session = Session()
      for line in script { _ = session.evaluate(Array(line.utf8), number: 1) }
      return try object(session.events[0])
    }
    #expect(try fields(after: "a = new counter")["address"] == nil)
    let address = try fields(after: ".addresses on", "a = new counter")["address"] as? String
    #expect(try #require(address).wholeMatch(of: /0x[0-9a-f]+/) != nil)
  }
}
