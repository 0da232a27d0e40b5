package import Model

/// Text on its way out: bytes, with escapes only where the style wants them.
///
/// A line is a row of segments, two blanks apart. Where the terminal is narrow, a segment that does not fit goes
/// to the next line, indented, and what does not fit on a line of its own is broken.
public struct TextBuffer {
  public private(set) var bytes: [UInt8] = []
  package let style: TextStyle
  /// How many columns of the current line are taken; kept only while there is a width to keep to.
  private(set) var column = 0
  /// Whether what is written now is taken back if the line has no room for it.
  private var isTrial = false
  /// Where the text begins: before it stands what others have written.
  private var start = 0

  private static let indent = Array("\n    ".utf8)

  public init(style: TextStyle) {
    self.style = style
  }

  /// Appends what `body` writes to bytes that begin a line, without a buffer of its own.
  public static func append(
    to bytes: inout [UInt8], in style: TextStyle, _ body: (inout TextBuffer) -> Void
  ) {
    var text = TextBuffer(style: style)
    text.start = bytes.count
    swap(&text.bytes, &bytes)
    body(&text)
    swap(&text.bytes, &bytes)
  }

  // MARK: Writing

  /// Writes text that holds nothing unprintable.
  package mutating func write(_ text: String, _ paint: Paint = .plain) {
    begin(paint)
    append(style.usesUnicode ? text : style.spell(text))
    end(paint)
  }

  private mutating func append(_ text: String) {
    guard let width = style.width else {
      let text = text.utf8Span.span
      bytes.append(addingCapacity: text.count) { $0.append(all: text) }
      return
    }
    let columns = DisplayWidth.of(text)
    if isTrial || column + columns <= width {
      bytes.append(contentsOf: text.utf8)
      column += columns
      return
    }
    for character in text {
      let columns = DisplayWidth.of(character)
      if column + columns > width, column >= Self.indent.count { breakLine() }
      bytes.append(contentsOf: character.utf8)
      column += columns
    }
  }

  /// Goes on at the next line, indented.
  private mutating func breakLine() {
    bytes.append(contentsOf: Self.indent)
    column = Self.indent.count - 1
  }

  /// Writes a piece of a picture, whose lines are neither spelled anew nor broken.
  mutating func write(drawn text: String, _ paint: Paint) {
    begin(paint)
    bytes.append(contentsOf: text.utf8)
    end(paint)
  }

  package mutating func write(_ number: Int, _ paint: Paint = .plain) {
    begin(paint)
    append(number)
    end(paint)
  }

  package mutating func write(_ object: ObjectID) {
    // Not broken between its sign and its number.
    guard style.width == nil else { return write(object.description, .object) }
    begin(.object)
    bytes.append(UInt8(ascii: "@"))
    append(object.number)
    end(.object)
  }

  private mutating func append(_ number: Int) {
    guard style.width == nil else { return append(String(number)) }
    bytes.append(decimal: number)
  }

  /// Writes text from outside: what could move the cursor or hide text is shown as an escape.
  package mutating func write(untrusted text: String, _ paint: Paint = .plain) {
    write(style.escape(text), paint)
  }

  package mutating func newline() {
    bytes.append(UInt8(ascii: "\n"))
    column = 0
  }

  /// Writes a part of the line that stays together.
  package mutating func segment(_ body: (inout TextBuffer) -> Void) {
    if bytes.count == start || bytes.last == UInt8(ascii: "\n") {
      body(&self)
    } else {
      append(body, after: "", blanks: 2)
    }
  }

  /// Writes a further item of a list, on the next line where it does not fit on this one.
  package mutating func item(_ body: (inout TextBuffer) -> Void) {
    append(body, after: ",", blanks: 1)
  }

  /// Writes words as a segment that may be broken between them.
  package mutating func prose(_ text: String, _ paint: Paint = .plain) {
    let words = text.split(separator: " ", maxSplits: 1)
    segment { $0.write(String(words[0]), paint) }
    if words.count > 1 { self.words(String(words[1]), paint) }
  }

  /// Writes words behind what is there, on the next line where one does not fit on this one.
  package mutating func words(_ text: String, _ paint: Paint = .plain) {
    guard style.width != nil else { return write(" " + text, paint) }
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      append({ $0.write(String(word), paint) }, after: "", blanks: 1)
    }
  }

  /// Writes `mark`, blanks and what `body` writes; a line end takes the place of the blanks where that does not fit.
  private mutating func append(_ body: (inout TextBuffer) -> Void, after mark: String, blanks: Int) {
    if !mark.isEmpty { write(mark) }
    let start = bytes.count
    isTrial = true
    for _ in 0..<blanks { bytes.append(UInt8(ascii: " ")) }
    column += blanks
    body(&self)
    isTrial = false
    // A column is left for the mark of the item that may follow.
    guard let width = style.width, column > width - 1 else { return }
    bytes.removeSubrange(start...)
    breakLine()
    body(&self)
  }

  /// Writes prose, wrapped between words and indented by `indent` columns.
  package mutating func paragraph(_ text: String, indent: Int = 0, paint: Paint = .plain) {
    let margin = String(repeating: " ", count: indent)
    write(margin)
    var isFirst = true
    var line = indent
    for word in style.spell(text).split(separator: " ", omittingEmptySubsequences: false) {
      let width = DisplayWidth.of(String(word))
      if !isFirst {
        if line + 1 + width > style.proseWidth, line > indent {
          newline()
          write(margin)
          line = indent
        } else {
          write(" ")
          line += 1
        }
      }
      write(String(word), paint)
      // A word that is longer than a line was broken.
      line = style.width == nil ? line + width : column
      isFirst = false
    }
    newline()
  }

  private mutating func begin(_ paint: Paint) {
    if style.usesColor, let look = paint.look(in: style) { select(look) }
  }

  private mutating func end(_ paint: Paint) {
    if style.usesColor, paint.look(in: style) != nil { select(Paint.reset) }
  }

  private mutating func select(_ parameters: StaticString) {
    bytes.append(contentsOf: "\u{1B}[".utf8)
    // SAFETY: the bytes are copied while they are lent.
    parameters.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "m"))
  }
}

extension TextStyle {
  /// The columns that prose is wrapped to: a line of more than 80 is hard to read, however wide the terminal.
  var proseWidth: Int { min(width ?? 80, 80) }
}
