internal import Markdown
internal import Model

extension Fence {
  /// The words behind the first, if that one makes the block a session.
  var sessionWords: [Substring]? {
    let words = info.split { $0 == " " || $0 == "\t" }
    return words.first.map(String.init) == Self.sessionTag ? Array(words.dropFirst()) : nil
  }

  /// The name of the file that the block is: `file=NAME` behind the first word.
  var fileName: Substring? {
    let words = info.split { $0 == " " || $0 == "\t" }.dropFirst()
    return words.first { $0.hasPrefix("file=") }.map { $0.dropFirst("file=".count) }
  }

  /// What should stand behind the tag, if that is meant to be the tag of a session and is not quite it: in other letters,
  /// with signs for blanks, in braces, with a slip of the finger.
  var misspelledSessionWords: [Substring]? {
    guard sessionWords == nil else { return nil }
    let words = info.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    guard let first = words.first else { return nil }
    let letters = first.lowercased().filter { $0 != "-" && $0 != "_" }
    let distance = Suggestions.distance(from: Array(letters.utf8), to: Array(Self.sessionTag.utf8))
    guard distance <= Self.slips else { return nil }
    return words.dropFirst().contains { $0.lowercased() == "fresh" } ? ["fresh"] : []
  }

  private static let sessionTag = "externref"
  private static let slips = 2
}
