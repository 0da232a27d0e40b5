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
      reported as a leak. A line that fails leaves the session as it was; the one exception is code of a module that ran
      before it failed, and then the line shows what it did.

      A verb that only looks takes `@N` in place of a name: `show @2` shows the second object that was made, whether a name
      reaches it or not. `show` takes a raw pointer too.

      Texts are compared by their bytes. What the eye cannot see, such as a no-break space or a zero-width character, shows
      as an escape, and a byte of a file that is no UTF-8 as `\\xFF`; with `--json` such an answer of `read` has the bytes in
      Base64 as `base64`, beside `text`.

      An error may propose the line that was probably meant, after `try:` (with `--json` as `suggestion`). The shell never
      runs it by itself.

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
      code, the place, what is wrong and what to do. After it the session is as it was before the line, except where code
      of a module had run before it failed.

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
