internal import Model

/// Reads Markdown line by line, and says what each line is: what a page of text needs of CommonMark 0.31, of tables, and
/// of the front matter that site generators put before a page.
public struct MarkdownScanner {
  /// What a line is. Slices are of the line that was scanned.
  public enum Line {
    case blank
    /// One of the lines before the text that are for a site generator.
    case frontMatter
    /// A part of a comment.
    case comment
    /// The fence with which a block of code begins.
    case opening(Opening)
    /// A line of a block of code, without the marks of what the block is inside of.
    case code(ArraySlice<UInt8>)
    /// The fence with which a block of code ends.
    case closing
    case heading(level: Int, ArraySlice<UInt8>)
    /// The line of `=` or `-` that makes a heading of the paragraph above it.
    case underline(level: Int)
    case rule
    /// `marker` is the item's bullet or number, `indentation` the columns before it.
    case item(marker: String, indentation: Int, ArraySlice<UInt8>)
    case quotation(ArraySlice<UInt8>)
    /// A row of a table, or a line of code that is only indented.
    case verbatim(ArraySlice<UInt8>)
    case text(ArraySlice<UInt8>)
  }

  public struct Opening {
    public let fence: Fence
    /// The line from the fence's marks on.
    public let text: ArraySlice<UInt8>
    /// What the fence is inside of, as messages call it; nil at the left margin.
    public let container: String?
  }

  /// Something of several lines that has begun and not ended.
  public enum Unfinished {
    case code, comment
  }

  private var opening: Opening?
  private var isInComment = false
  private var isInList = false
  /// What the line before was part of.
  private var text = Text.none
  private var frontMatterLines: Int

  private enum Text {
    case none, paragraph
    /// The text of an item or a quotation.
    case other
  }

  /// A scanner for a text that is part of another.
  public init() {
    frontMatterLines = 0
  }

  /// A scanner for a whole text.
  public init(for text: ArraySlice<UInt8>) {
    frontMatterLines = Self.frontMatterLines(of: text)
  }

  /// What the text would be within if it ended here.
  public var unfinished: Unfinished? {
    opening != nil ? .code : isInComment ? .comment : nil
  }

  /// Takes the next line, without its end.
  ///
  /// - Complexity: O(*n*) in the length of the line.
  public mutating func scan(_ line: ArraySlice<UInt8>) -> Line {
    if frontMatterLines > 0 {
      frontMatterLines -= 1
      return .frontMatter
    }
    if let opening { return scanCode(line, in: opening) }
    if isInComment {
      isInComment = !line.contains("-->".utf8)
      return .comment
    }
    let kind = classify(line)
    switch kind {
    case .blank, .heading, .underline, .rule, .verbatim, .comment, .opening: text = .none
    case .item, .quotation: text = .other
    case .text: if text == .none { text = .paragraph }
    case .frontMatter, .code, .closing: break
    }
    if case .item = kind {
      isInList = true
    } else if line.first?.isBlank == false {
      isInList = false
    }
    return kind
  }

  private mutating func scanCode(_ line: ArraySlice<UInt8>, in opening: Opening) -> Line {
    var content = line
    if opening.container != nil { content = line.drop { $0.isBlank || $0 == UInt8(ascii: ">") } }
    guard opening.fence.isClosed(by: content) else {
      // Within a list the code keeps its own indentation, since where the list's ends is not known.
      return .code(opening.container == "a quotation" ? content : line)
    }
    self.opening = nil
    return .closing
  }

  private mutating func classify(_ line: ArraySlice<UInt8>) -> Line {
    let content = line.drop(while: \.isBlank)
    guard !content.isEmpty else { return .blank }
    if let opening = opening(on: line) {
      self.opening = opening
      return .opening(opening)
    }
    let indentation = line.prefix { $0 == UInt8(ascii: " ") }.count
    if indentation >= 4, !isInList {
      return text == .none ? .verbatim(line.dropFirst(4)) : .text(content)
    }
    if indentation <= 3, content.starts(with: "<!--".utf8) {
      isInComment = !content.contains("-->".utf8)
      return .comment
    }
    if let (level, title) = content.heading { return .heading(level: level, title) }
    if text == .paragraph, let level = content.underlineLevel { return .underline(level: level) }
    if content.isRule { return .rule }
    if let (marker, text) = content.listItem {
      return .item(marker: marker, indentation: indentation, text.drop(while: \.isBlank))
    }
    if content.first == UInt8(ascii: ">") { return .quotation(content.dropFirst().drop(while: \.isBlank)) }
    if content.first == UInt8(ascii: "|") { return .verbatim(content) }
    return indentation >= 4 && text == .none ? .verbatim(line.dropFirst(4)) : .text(content)
  }

  /// The fence that a line opens, be it within lists and quotations.
  private func opening(on line: ArraySlice<UInt8>) -> Opening? {
    var rest = line
    var container: String?
    while true {
      let indentation = rest.prefix(while: \.isBlank).count
      // Four blanks or more, outside of a list, make plain code.
      if indentation >= 4, container == nil, !isInList { return nil }
      if indentation > 0 { container = container ?? (isInList ? "a list" : "an indented paragraph") }
      rest = rest.dropFirst(indentation)
      if let (_, item) = rest.listItem {
        container = "a list"
        rest = item
      } else if rest.first == UInt8(ascii: ">") {
        container = "a quotation"
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    return Fence(rest).map { Opening(fence: $0, text: rest, container: container) }
  }

  /// How many lines of a text are front matter: those from a first line of `---` to the next, or to one of `...`. With a
  /// blank line behind it, the first is a rule, as Pandoc has it.
  private static func frontMatterLines(of text: ArraySlice<UInt8>) -> Int {
    var count = 0
    guard text.starts(with: "---".utf8) else { return 0 }
    for line in text.lines {
      count += 1
      let isMark = line.trimmedEnd.elementsEqual("---".utf8)
      switch count {
      case 1: guard isMark else { return 0 }
      case 2: guard !line.trimmed.isEmpty, !isMark else { return 0 }
      default: if isMark || line.trimmedEnd.elementsEqual("...".utf8) { return count }
      }
    }
    return 0
  }
}

extension ArraySlice<UInt8> {
  /// The level and the title of a heading (CommonMark 0.31, 4.2).
  fileprivate var heading: (level: Int, title: ArraySlice<UInt8>)? {
    let marks = prefix { $0 == UInt8(ascii: "#") }
    let behind = self[marks.endIndex...]
    guard (1...6).contains(marks.count), behind.first.map(\.isBlank) ?? true else { return nil }
    let title = behind.trimmed
    // Marks at the end close the heading, where a blank sets them off.
    let bare = title[..<(title.lastIndex { $0 != UInt8(ascii: "#") }.map { $0 + 1 } ?? title.startIndex)]
    return (marks.count, bare.isEmpty || bare.last?.isBlank == true ? bare.trimmedEnd : title)
  }

  /// The level of the heading that the line would underline (CommonMark 0.31, 4.3).
  fileprivate var underlineLevel: Int? {
    let marks = trimmedEnd
    if marks.allSatisfy({ $0 == UInt8(ascii: "=") }) { return 1 }
    return marks.allSatisfy { $0 == UInt8(ascii: "-") } ? 2 : nil
  }

  fileprivate var isRule: Bool {
    guard let mark = first, "-*_".utf8.contains(mark) else { return false }
    return count { $0 == mark } >= 3 && allSatisfy { $0 == mark || $0.isBlank }
  }

  /// The bullet or number of a list's item, and what stands behind it; nil when there is none.
  fileprivate var listItem: (marker: String, text: ArraySlice<UInt8>)? {
    let digits = prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let behind = self[digits.endIndex...]
    guard let mark = behind.first, (digits.isEmpty ? "-*+" : ".)").utf8.contains(mark),
      behind.dropFirst().first.map(\.isBlank) ?? true
    else { return nil }
    let marker = digits.isEmpty ? "-" : String(decoding: self[..<(digits.endIndex + 1)], as: UTF8.self)
    return (marker, behind.dropFirst(2))
  }
}
