internal import Model

/// The fence of a block of code (CommonMark 0.31, 4.5).
public struct Fence: Sendable {
  private let mark: UInt8
  private let length: Int
  /// What stands behind the marks, without blanks around it.
  public let info: String

  /// Reads the fence with which a line begins.
  public init?(_ line: ArraySlice<UInt8>) {
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

  /// The line that ends the block, and the marks with which it begins.
  public var marks: String { marks(length) }

  /// The marks of a fence that is longer by one.
  public var longerMarks: String { marks(length + 1) }

  private func marks(_ count: Int) -> String {
    String(repeating: Character(Unicode.Scalar(mark)), count: count)
  }

  /// Whether a line ends what this fence began.
  public func isClosed(by line: ArraySlice<UInt8>) -> Bool {
    guard line.prefix(while: { $0 == UInt8(ascii: " ") }).count <= 3, let other = Self(line.trimmed) else {
      return false
    }
    return other.mark == mark && other.length >= length && other.info.isEmpty
  }
}
