@testable import Rendering
import Model
import Session
import Testing

struct ReferenceTests {
  @Test(
    arguments: CommandTable.help)
  func `the language reference has every verb with its usage, summary and example`(verb: VerbHelp) {
    let document = ReferenceDocument.language(CommandTable.help)
    #expect(document.contains("\n### `\(verb.name)`\n"))
    #expect(document.contains("\n    \(verb.usage)\n"))
    #expect(document.contains(verb.summary.dropFirst()))
    #expect(document.contains(verb.example.map { "    > \($0)\n" }.joined()))
  }

  @Test(arguments: ErrorCode.stories)
  func `the list of errors has every code with its story`(story: ErrorStory) {
    let document = ReferenceDocument.errors(ErrorCode.stories)
    #expect(document.contains("\n## \(story.code.rawValue): \(story.title)\n"))
    for paragraph in story.paragraphs { #expect(document.contains("\n\(paragraph)\n")) }
  }

  @Test func `help names every verb, and fits a terminal of 80 by 24`() {
    let style = TextStyle(width: 80)
    var text = TextBuffer(style: style)
    TextRenderer(style: style).render([.report(.help(.overview(CommandTable.help)))], into: &text)
    let help = String(decoding: text.bytes, as: UTF8.self)
    #expect(!help.contains(" \n"))
    let lines = help.split(separator: "\n").map { " \($0) " }
    for group in VerbHelp.Group.allCases {
      for name in CommandTable.help.shortNames(of: group) {
        #expect(lines.contains { $0.contains(" \(name) ") }, "\(name)")
      }
    }
    #expect(help.contains(" wasm load|exports|call|"))
    #expect(help.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
  }
}
