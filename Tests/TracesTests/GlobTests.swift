import Testing
import Traces

struct GlobTests {
  @Test(arguments: [
    ("App.*", "App.Node", true), ("App.*", "Lib.App.Node", false), ("*Node", "App.Node", true),
    ("*", "", true), ("", "", true), ("", "a", false), ("a?c", "abc", true), ("a?c", "aéc", true),
    ("a?c", "ac", false), ("*a*b*", "xxaxxbxx", true), ("*a*b*", "xxbxxaxx", false), ("a*", "a", true),
    ("*.swift:4?", "App/Server.swift:42", true), ("**", "x", true),
  ])
  func `a pattern is like the texts that it describes`(pattern: String, text: String, isLike: Bool) {
    #expect(Glob(pattern).matches(text) == isLike)
  }

  @Test func `many stars cost no more than the product of the lengths`() {
    let text = String(repeating: "a", count: 20_000)
    #expect(!Glob(String(repeating: "*a", count: 50) + "*b").matches(text))
  }
}
