public import Model

/// Documents that are made from the program's own tables, so that they cannot say anything else.
public enum ReferenceDocument {
  /// The verbs of the shell, in Markdown.
  public static func language(_ verbs: [VerbHelp]) -> String {
    var text = """
      # The shell's language

      This page is made by `externref reference language`. A line is

          [name =] verb argument… [# comment]

      Names are `[A-Za-z_][A-Za-z0-9_]*`. Strings are in double quotes, with the escapes `\\n`, `\\t`, `\\"`, `\\\\` and
      `\\u{…}`. Numbers are decimal. Objects show as `@1`, `@2`, … in the order of their creation. A line holds at most
      16 MiB of UTF-8, and no control characters but tabs.

      A handle that no name takes is dropped at the end of its line. Binding a bound name makes the new value first and
      drops the old one then. At the end of a session names are dropped in reverse order of binding; what lives on is
      reported as a leak. A line that fails leaves the session as it was.

      In usage lines, words in capitals and single letters stand for something else, `[…]` may be left out, `…` may be
      repeated, and `|` separates alternatives.

      """
    for group in VerbHelp.Group.allCases {
      text += "\n## \(group.heading)\n"
      for verb in verbs where verb.group == group {
        text += "\n### `\(verb.name)`\n\n"
        text += "    \(verb.usage)\n\n\(verb.summary.capitalizedSentence)\n\n"
        text += verb.example.map { "    > \($0)\n" }.joined()
      }
    }
    return text
  }

  /// The errors, in Markdown.
  public static func errors(_ stories: [ErrorStory]) -> String {
    var text = """
      # Errors

      This page is made by `externref reference errors`; `externref explain CODE` shows one entry. An error names its
      code, the place, what is wrong and what to do. After it the session is as it was before the line.

      """
    for story in stories {
      text += "\n## \(story.code.rawValue): \(story.title)\n\n"
      text += story.paragraphs.joined(separator: "\n\n") + "\n"
    }
    return text
  }
}

extension VerbHelp.Group {
  fileprivate var heading: String {
    switch self {
    case .make: "Making objects"
    case .own: "Owning: clone, move, drop"
    case .raw: "Raw pointers"
    case .ask: "Queries, which change no count"
    case .use: "Using a value through its downcast"
    case .wasm: "Handing handles to WebAssembly"
    case .check: "Checking"
    case .session: "About the session"
    }
  }
}

extension String {
  /// The string as a sentence of its own.
  fileprivate var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() + "." }
}
