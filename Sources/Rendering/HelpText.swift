public import Model

extension TextRenderer {
  /// Writes what a newcomer needs: four lines to try, and all verbs by what they are for. Fits 80 by 24, and breaks no
  /// word at 40 columns.
  func overview(of verbs: [VerbHelp], into text: inout TextBuffer) {
    text.paragraph("Try these, a line at a time, and watch the count:", paint: .heading)
    for (line, effect) in [
      ("a = new string \"hello\"", "an object; its only handle is a"),
      ("b = clone a", "a second handle: 1 → 2"),
      ("drop a", "one handle less: 2 → 1"),
      ("drop b", "the last one: the string is destroyed"),
    ] {
      if style.isNarrow {
        text.write("  " + line, .name)
        text.newline()
        text.paragraph(effect, indent: 4)
      } else {
        text.segment { $0.write("  " + line.padded(to: 24), .name) }
        text.segment { $0.write(effect) }
        text.newline()
      }
    }
    text.newline()
    text.paragraph("A line is [name =] verb argument… [# comment]. The verbs:", paint: .heading)
    for group in VerbHelp.Group.allCases {
      let names =
        style.isNarrow ? verbs.filter { $0.group == group }.map(\.name) : verbs.shortNames(of: group)
      list(names, of: group, into: &text)
    }
    text.newline()
    text.paragraph(".help VERB shows one verb. Tab completes, the arrow keys recall lines, .quit leaves.")
  }

  /// Writes the names of a group's verbs, beside its title or, where there is little room, below it.
  private func list(_ names: [String], of group: VerbHelp.Group, into text: inout TextBuffer) {
    let margin = style.isNarrow ? 4 : 14
    text.write("  " + (style.isNarrow ? group.title : group.title.padded(to: margin - 2)), .faint)
    var column = style.isNarrow ? style.proseWidth : margin
    for (index, name) in names.enumerated() {
      if column + 1 + name.count > style.proseWidth, index > 0 || style.isNarrow {
        text.newline()
        text.write(String(repeating: " ", count: margin))
        column = margin
      } else if index > 0 {
        text.write(" ")
        column += 1
      }
      text.write(name)
      column += name.count
    }
    text.newline()
  }

  /// Writes verbs with what each is for, a line for each.
  func table(of verbs: [VerbHelp], into text: inout TextBuffer) {
    let columns = verbs.map(\.usage.count).max() ?? 0
    for verb in verbs {
      text.segment { $0.write(verb.usage.padded(to: columns), .name) }
      text.prose(verb.summary)
      text.newline()
    }
  }

  /// Writes all about some verbs.
  func help(for verbs: [VerbHelp], into text: inout TextBuffer) {
    for (index, verb) in verbs.enumerated() {
      if index > 0 { text.newline() }
      help(for: verb, into: &text)
    }
  }

  private func help(for verb: VerbHelp, into text: inout TextBuffer) {
    text.paragraph(verb.usage, paint: .heading)
    text.paragraph(verb.summary, indent: 2)
    text.write("example:", .faint)
    text.newline()
    for line in verb.example {
      text.write("  " + line)
      text.newline()
    }
  }
}

extension TextStyle {
  /// Whether a column of titles would leave too little room beside it.
  fileprivate var isNarrow: Bool { proseWidth < 60 }
}

extension VerbHelp.Group {
  /// What the verbs of the group are for.
  public var title: String {
    switch self {
    case .make: "make"
    case .own: "own"
    case .raw: "raw"
    case .ask: "ask"
    case .use: "use a value"
    case .wasm: "WebAssembly"
    case .check: "check"
    case .session: "session"
    }
  }
}

extension String {
  func paddedLeft(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - count)) + self
  }

  func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - count))
  }
}
