public import Model

/// The one table of verbs: dispatch, help, completion, suggestions and the language reference read it.
public enum CommandTable {
  /// All verbs, in the order in which help shows them.
  public static let verbs: [Verb] =
    making + owning + pointers + asking + using + wasm + checking + session + looking

  /// The verbs by what is read off their names at once, each in its place or in the next that was free: comparing those is
  /// quicker than hashing.
  private static let places = verbs.reduce(into: [Verb?](repeating: nil, count: 256)) { places, verb in
    var place = place(of: verb.name)
    while places[place] != nil { place = (place + 1) % places.count }
    places[place] = verb
  }

  private static func place(of name: String) -> Int {
    let bytes = name.utf8Span.span
    return bytes.isEmpty ? 0 : (Int(bytes[bytes.count - 1]) + 21 * bytes.count) % 256
  }

  public static func verb(named name: String) -> Verb? {
    var place = place(of: name)
    while let verb = places[place] {
      if verb.name == name { return verb }
      place = (place + 1) % places.count
    }
    return nil
  }

  /// What help and the language reference say about the verbs.
  public static let help = verbs.map(\.help)

  // MARK: Names of two words

  /// The verbs whose names have two words, by the first word: `wasm load` and its like.
  private static let families = Dictionary(
    grouping: verbs.filter { $0.words.count == 2 }, by: { $0.words[0] })

  /// What a line can begin with: names, and of names with two words the first.
  static let firstWords = verbs.map { $0.words[0] }.reduce(into: [String]()) { words, word in
    if words.last != word { words.append(word) }
  }

  /// The verbs whose names have two words and begin with this one; nil when there are none.
  public static func family(_ word: String) -> [Verb]? { families[word] }

  /// The verbs that a name, or the first word of several, stands for.
  public static func verbs(named name: String) -> [Verb] {
    family(name) ?? verb(named: name).map { [$0] } ?? []
  }

  /// Reads the name of a verb off the tokens of a line.
  ///
  /// - Parameter session: the one that the line is for, whose names an error may be about.
  static func verb(
    in tokens: [Token], at index: Int, for session: Session? = nil
  ) throws(Failure) -> Verb {
    guard case .word = tokens[index].kind else { throw .unknownVerb(tokens[index], isBoundName: false) }
    // No name is also the first word of another, and most lines have a name of one word.
    if let verb = verb(named: tokens[index].text) { return verb }
    let first = tokens[index]
    guard let family = family(first.text) else {
      throw .unknownVerb(first, isBoundName: session?.heap.names.isBound(first.text) ?? false)
    }
    guard index + 1 < tokens.count else { throw .missingSecondWord(after: first, of: family) }
    let second = tokens[index + 1]
    guard second.kind == .word, let verb = verb(named: "\(first.text) \(second.text)") else {
      throw .unknownSecondWord(second, after: first, of: family)
    }
    return verb
  }
}
