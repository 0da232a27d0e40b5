internal import Model

extension Inspector {
  /// How many names of marks and objects are offered.
  private static let offered = 200

  /// What could stand at the end of `line`, the part of a line in front of the cursor.
  ///
  /// - Returns: words, in place of the bytes from `start` on.
  package func completion(of line: String) -> (words: [String], start: Int) {
    let bytes = Array(line.utf8)
    let start = bytes.lastIndex(where: \.isBlank).map { $0 + 1 } ?? 0
    guard let given = try? Lexer.tokenize(Array(bytes[..<start])) else { return ([], start) }
    let word = String(decoding: bytes[start...], as: UTF8.self)
    return (candidates(after: given).filter { $0.hasPrefix(word) }, start)
  }

  private func candidates(after given: [Token]) -> [String] {
    guard let first = given.first else { return InspectTable.help.map(\.name) }
    guard let parameters = InspectTable.verb(named: first.text)?.parameters, let last = parameters.last else {
      return []
    }
    let index = given.count - 1
    guard index < parameters.count || last.isRepeated else { return [] }
    switch (index < parameters.count ? parameters[index] : last).kind {
    case .object:
      return ((try? snapshot(at: first))?.objects.prefix(Self.offered).map(\.object.description)) ?? []
    case .moment:
      let names = trace.marks.suffix(Self.offered).map { trace.name(of: $0) }
      return names.map { $0.isName ? $0 : $0.quotedLiteral } + ["end"]
    case .verb: return InspectTable.help.map(\.name)
    case .choice(let words): return words
    }
  }
}
