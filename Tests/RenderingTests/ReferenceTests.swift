@testable import Rendering
import Session
import Testing

@Suite("The reference documents")
struct ReferenceTests {
  @Test(
    "the language reference has every verb with its usage, summary and example", arguments: CommandTable.verbs
  )
  func verbs(verb: Verb) {
    let document = ReferenceDocument.language
    #expect(document.contains("\n### `\(verb.name)`\n"))
    #expect(document.contains("\n    \(verb.usage)\n"))
    #expect(document.contains(verb.summary.dropFirst()))
    #expect(document.contains(verb.example.map { "    > \($0)\n" }.joined()))
  }

  @Test("the list of errors has every code with its story", arguments: ErrorCode.allCases)
  func codes(code: ErrorCode) {
    let document = ReferenceDocument.errors
    #expect(document.contains("\n## \(code.rawValue): \(code.title)\n"))
    for paragraph in code.story { #expect(document.contains("\n\(paragraph)\n")) }
  }

  @Test("help names every verb, and fits a terminal of 80 by 24")
  func overview() {
    let style = TextStyle(width: 80)
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render([.report(.help(verb: nil))], into: &text)
    let help = String(decoding: text.bytes, as: UTF8.self)
    #expect(!help.contains(" \n"))
    let lines = help.split(separator: "\n").map { " \($0) " }
    for group in Verb.Group.allCases {
      for name in CommandTable.shortNames(of: group) {
        #expect(lines.contains { $0.contains(" \(name) ") }, "\(name)")
      }
    }
    #expect(help.contains(" wasm load|exports|call|"))
    #expect(help.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
  }
}
