/// A path between double quotes, with the escapes of the shell's strings.
///
/// Paths are bytes: Linux does not ask that they be UTF-8.
enum QuotedPath {
  private static let escapes: [(byte: UInt8, letter: UInt8)] = [
    (UInt8(ascii: "\""), UInt8(ascii: "\"")),
    (UInt8(ascii: "\\"), UInt8(ascii: "\\")),
    (UInt8(ascii: "\n"), UInt8(ascii: "n")),
    (UInt8(ascii: "\t"), UInt8(ascii: "t")),
  ]

  /// What stands between the quotes for a path.
  static func escaping(_ path: [UInt8]) -> [UInt8] {
    path.flatMap { byte in
      escapes.first { $0.byte == byte }.map { [UInt8(ascii: "\\"), $0.letter] } ?? [byte]
    }
  }

  /// The path for what stands between the quotes. A backslash before any other letter is left out.
  static func unescaping(_ text: [UInt8]) -> [UInt8] {
    var path: [UInt8] = []
    var isEscaped = false
    for byte in text {
      if isEscaped {
        path.append(escapes.first { $0.letter == byte }?.byte ?? byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        path.append(byte)
      }
    }
    return path
  }
}
