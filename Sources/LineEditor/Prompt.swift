/// What happens to text before it goes to the terminal as a prompt or beside one.
enum Prompt {
  /// The prompt with marks around its escape sequences, so that readline does not count them as columns.
  ///
  /// Escape sequences are those that begin with ESC `[` and end with a byte from `@` to `~`, colours among them.
  static func markingEscapes(in prompt: String) -> String {
    var marked = ""
    var rest = prompt.unicodeScalars[...]
    while let escape = rest.firstIndex(of: "\u{1B}") {
      marked.unicodeScalars += rest[..<escape]
      rest = rest[escape...]
      let body = rest.dropFirst()
      guard body.first == "[", let final = body.dropFirst().firstIndex(where: { ("@"..."~").contains($0) })
      else {
        marked.unicodeScalars.append(rest.removeFirst())
        continue
      }
      marked += "\u{1}\(Substring(rest[...final]))\u{2}"
      rest = rest[final...].dropFirst()
    }
    marked.unicodeScalars += rest
    return marked
  }

  /// A line as readline shows it: control characters as `^` and a letter, so that none reaches the terminal.
  static func escapingControls(in line: [UInt8]) -> String {
    var shown = ""
    for scalar in String(decoding: line, as: UTF8.self).unicodeScalars {
      if scalar != "\t", scalar.properties.generalCategory == .control {
        let letter = Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value) & 0x1F ^ 0x40)
        shown += scalar == "\u{7F}" ? "^?" : "^\(letter)"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}
