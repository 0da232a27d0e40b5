extension Document {
  /// The fence of a block of code (CommonMark 0.31, 4.5).
  struct Fence: Sendable {
    private let mark: UInt8
    private let length: Int
    /// What stands behind the marks, without blanks around it.
    let info: String

    /// Reads the fence with which a line begins.
    init?(_ line: ArraySlice<UInt8>) {
      guard let mark = line.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
      let marks = line.prefix { $0 == mark }
      guard marks.count >= 3 else { return nil }
      let info = line[marks.endIndex...].trimmed
      // Such a line is a piece of code within a paragraph.
      if mark == UInt8(ascii: "`"), info.contains(mark) { return nil }
      self.mark = mark
      self.length = marks.count
      self.info = String(decoding: info, as: UTF8.self)
    }

    /// The words behind the first, if that one makes the block a session.
    var sessionWords: [Substring]? {
      let words = info.split { $0 == " " || $0 == "\t" }
      return words.first == "externref" ? Array(words.dropFirst()) : nil
    }

    /// The name of the file that the block is: `file=NAME` behind the first word.
    var fileName: Substring? {
      let words = info.split { $0 == " " || $0 == "\t" }.dropFirst()
      return words.first { $0.hasPrefix("file=") }?.dropFirst("file=".count)
    }

    /// The line that ends the block.
    var closing: String { closing(length: length) }

    /// The line that would end the block if its fence were longer by one mark.
    var longerClosing: String { closing(length: length + 1) }

    private func closing(length: Int) -> String {
      String(repeating: Character(Unicode.Scalar(mark)), count: length)
    }

    /// Whether a line ends what this fence began.
    func isClosed(by line: ArraySlice<UInt8>) -> Bool {
      guard line.prefix(while: { $0 == UInt8(ascii: " ") }).count <= 3, let other = Self(line.trimmed) else {
        return false
      }
      return other.mark == mark && other.length >= length && other.info.isEmpty
    }
  }
}

extension ArraySlice<UInt8> {
  /// The bytes without blanks around them.
  var trimmed: ArraySlice<UInt8> {
    guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
      return self[endIndex...]
    }
    return self[first...last]
  }

  /// What stands behind the bullet or number of a list's item; nil when there is none.
  var listItem: ArraySlice<UInt8>? {
    let rest = drop { $0 == UInt8(ascii: " ") }
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let marks = digits.isEmpty ? "-*+".utf8 : ".)".utf8
    let behind = rest.dropFirst(digits.count)
    guard let mark = behind.first, marks.contains(mark), behind.dropFirst().first.map(\.isBlank) ?? true
    else {
      return nil
    }
    return behind.dropFirst(2)
  }
}

extension UInt8 {
  static let newline = UInt8(ascii: "\n")
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
