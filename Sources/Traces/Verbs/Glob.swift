/// A pattern for names: `*` stands for any characters, `?` for one, anything else for itself.
package struct Glob: Sendable, Equatable {
  package let pattern: String
  private let bytes: [UInt8]

  package init(_ pattern: String) {
    self.pattern = pattern
    bytes = Array(pattern.utf8)
  }

  /// Whether the whole text is like the pattern.
  ///
  /// - Complexity: O(*m* × *n*) at worst, for a pattern with several stars.
  package func matches(_ text: some StringProtocol) -> Bool {
    let text = Array(text.utf8)
    var (index, at) = (0, 0)
    // Where to go on when what follows a star does not fit: behind the star, and one byte on in the text.
    var retry: (index: Int, at: Int)?
    while at < text.count {
      if index < bytes.count, bytes[index] == UInt8(ascii: "*") {
        retry = (index + 1, at)
        index += 1
      } else if index < bytes.count, bytes[index] == UInt8(ascii: "?") {
        at += 1
        // One character, not one byte.
        while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
        index += 1
      } else if index < bytes.count, bytes[index] == text[at] {
        index += 1
        at += 1
      } else if let next = retry {
        retry = (next.index, next.at + 1)
        (index, at) = (next.index, next.at + 1)
      } else {
        return false
      }
    }
    return bytes[index...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
