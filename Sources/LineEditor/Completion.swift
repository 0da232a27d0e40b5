/// What can stand in the place of the word at the cursor.
///
/// Offsets count bytes of UTF-8 from the start of the line. The byte before a word, a blank for example, is what tells
/// readline where the word starts; so that byte may be in the word only between double quotes.
public enum Completion: Sendable, Equatable {
  /// Nothing. Names of files are not offered in its stead.
  case none
  /// One of these, in place of what lies between `wordStart` and the cursor.
  case candidates([Candidate], wordStart: Int)
  /// The path of a file, in place of what lies between `wordStart` and the cursor.
  ///
  /// The word may begin with a double quote. A path that needs quotes gets them; `~` and `~user` at its start are
  /// looked up and left as they are typed.
  case filePaths(wordStart: Int)

  /// One text that can stand in the place of a word.
  public struct Candidate: Sendable, Equatable, Hashable {
    public var text: String
    /// Whether the word ends here. If so, a space is typed after it when it is the only candidate.
    public var isWhole: Bool

    public init(_ text: String, isWhole: Bool = true) {
      self.text = text
      self.isWhole = isWhole
    }
  }
}

/// Says what can stand at the cursor: given the line and the cursor's offset in bytes of UTF-8.
public typealias Completer = (_ line: String, _ cursor: Int) -> Completion
