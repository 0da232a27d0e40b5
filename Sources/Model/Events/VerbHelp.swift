/// What there is to say about a verb: its row of the command table without the work it does.
public struct VerbHelp: Sendable, Equatable {
  /// The shelf that help puts a verb on.
  public enum Group: String, CaseIterable, Sendable {
    case make, own, raw, ask, use, wasm, check, session
  }

  /// One word, or two for the verbs of a family: `wasm load`.
  public let name: String
  public let group: Group
  /// One line of help.
  public let summary: String
  /// Lines that can be typed into a fresh session, one after the other.
  public let example: [String]
  /// `verb argument…`, as usage messages show it.
  public let usage: String

  package init(name: String, group: Group, summary: String, example: [String], usage: String) {
    self.name = name
    self.group = group
    self.summary = summary
    self.example = example
    self.usage = usage
  }

  /// The words of the name.
  public var words: [Substring] { name.split(separator: " ") }
}

/// What `.help` answers.
public enum HelpPage: Sendable, Equatable {
  /// What a newcomer needs: all verbs, in the order of the table.
  case overview([VerbHelp])
  /// The verbs that look at the trace of a program, with what each is for.
  case table([VerbHelp])
  /// All about some verbs: one, or those whose names begin with the same word.
  case verbs([VerbHelp])

  public var verbs: [VerbHelp] {
    switch self {
    case .overview(let verbs), .table(let verbs), .verbs(let verbs): verbs
    }
  }
}

extension [VerbHelp] {
  /// The names of a group's verbs, those that begin with the same word in one: `wasm load|exports`.
  public func shortNames(of group: VerbHelp.Group) -> [String] {
    var names: [(first: Substring, seconds: [Substring])] = []
    for verb in self where verb.group == group {
      let words = verb.words
      if words.count == 2, names.last?.first == words[0] {
        names[names.count - 1].seconds.append(words[1])
      } else {
        names.append((first: words[0], seconds: [Substring](words.dropFirst())))
      }
    }
    return names.map { first, seconds in
      seconds.isEmpty ? String(first) : "\(first) \(seconds.joined(separator: "|"))"
    }
  }
}
