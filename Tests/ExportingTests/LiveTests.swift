import Foundation
import Model
import Session
import TestSupport
import Testing

@testable import Exporting

/// What a live page is sent.
struct LiveTests {
  private static let script = [
    "a = new string \"x\"", "b = clone a", "c = new cell a", "drop a b", "nonsense",
  ]

  /// The messages of a session, parsed.
  private func messages(_ script: [String]) throws -> [[String: Any]] {
    var live = LiveRecording(title: "A session")
    let session = Session()
    var bytes = [live.opening]
    for (index, line) in script.enumerated() {
      _ = session.evaluate(Array(line.utf8), number: index + 1)
      bytes.append(live.append(RecordedLine(number: index + 1, text: line, recording: session.events)))
    }
    #expect(bytes.allSatisfy { !$0.contains(UInt8(ascii: "\n")) && !$0.contains(UInt8(ascii: "\r")) })
    return try bytes.map { try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] ?? [:] }
  }

  @Test func `the beginning and each step have the fields that the data have`() throws {
    let messages = try messages(Self.script)
    #expect(messages[0]["format"] as? String == "externref-recording")
    #expect(messages[0]["version"] as? Int == 1)
    #expect(messages[0]["truncated"] as? Bool == false)
    #expect((messages[0]["beginning"] as? [String: Any])?.keys.sorted() == ["edges", "names", "objects"])
    for (index, message) in messages.dropFirst().enumerated() {
      #expect(
        Set([
          "step", "role", "fresh", "line", "nestedLine", "text", "failed", "events", "snapshot", "page",
        ])
        .isSuperset(of: message.keys))
      #expect(message["step"] as? Int == index + 1)
      #expect(message["text"] as? String == Self.script[index])
      #expect(message["failed"] as? Bool == (index == 4))
    }
  }

  @Test func `the steps of a live page are those of the data`() throws {
    let recording = Recording(script: Self.script)
    let data =
      try JSONSerialization.jsonObject(with: Data(recording.exported(as: .json))) as? [String: Any] ?? [:]
    let steps = try #require(data["steps"] as? [[String: Any]])
    for (message, step) in zip(try messages(Self.script).dropFirst(), steps) {
      var message = message
      message["page"] = nil
      #expect(message as NSDictionary == step as NSDictionary)
    }
  }

  @Test func `a long string stands in few of the snapshots`() {
    func size(withTextOf count: Int) -> Int {
      let text = String(repeating: "x", count: count)
      let script = ["s = new string \"\(text)\""] + (0..<500).map { "a\($0) = clone s" }
      return Recording(script: script).exported(as: .json).count
    }
    #expect(size(withTextOf: 100_000) - size(withTextOf: 1) < 500_000)
  }

  @Test func `hostile text leaves a message one line of JSON, and the page as it is`() throws {
    let messages = try messages(hostileScript)
    #expect(messages.count == hostileScript.count + 1)
    let page = String(decoding: Page.live(title: hostileTexts[0]), as: UTF8.self)
    #expect(page.matches(of: #/<\/?script[> ]/#).count == 4)
    #expect(page.contains("connect-src 'self'"))
  }

  @Test func `a session may begin anew, and may begin where another stands`() throws {
    let session = Session()
    _ = session.evaluate(Array("a = new counter 7".utf8), number: 1)
    var state = SnapshotReducer()
    state.apply(session.events, line: 1)
    var live = LiveRecording(title: "t", beginning: state, isTruncated: true)
    let opening = String(decoding: live.opening, as: UTF8.self)
    #expect(opening.contains(#""truncated":true"#))
    #expect(opening.contains(#""cards":[{"id":1,"count":1,"type":"Counter","value":"7""#))
    _ = live.append(RecordedLine(number: 1, text: ".reset", recording: []))
    live.startAnew()
    live.append(prose: "| a | b |\n|---|---|\n| 1 | *2* |")
    let step = String(decoding: live.append(RecordedLine(number: 1, text: "x", recording: [])), as: UTF8.self)
    #expect(step.contains(#""fresh":true"#))
    #expect(step.contains(#"["table",[[[["","a"]],[["","b"]]],[[["","1"]],[["em","2"]]]]]"#))
  }

  @Test func `of a very long session the older half goes, and its effect stays as the beginning`() throws {
    var live = LiveRecording(
      title: "t", beginning: SnapshotReducer(), isTruncated: false, lineLimit: 10, eventLimit: 1_000)
    let session = Session()
    for number in 1...27 {
      _ = session.evaluate(Array("n\(number) = new counter".utf8), number: number)
      _ = live.append(RecordedLine(number: number, text: "n", recording: session.events))
      #expect(number - live.firstStep < 10)
    }
    #expect(live.firstStep == 18)
    let opening =
      try JSONSerialization.jsonObject(with: Data(live.opening)) as? [String: Any] ?? [:]
    #expect(opening["truncated"] as? Bool == true)
    #expect(((opening["beginning"] as? [String: Any])?["objects"] as? [Any])?.count == 17)
    #expect(((opening["page"] as? [String: Any])?["cards"] as? [Any])?.count == 17)
  }
}
