/// What is wrong with a line: where, what, and what to do about it.
public struct Diagnostic: Error, Sendable, Equatable {
  public let code: ErrorCode
  public let message: String
  /// What the user can do.
  public let remedy: String
  /// The line that was probably meant, whole and ready to be typed; nil where the guess would be far.
  public let suggestion: String?
  /// The text of the line.
  public let source: String
  /// Where the fault begins, in characters from 1.
  public let column: Int
  /// How many characters are at fault, at least 1.
  public let length: Int

  /// - Parameters:
  ///   - code: which error it is.
  ///   - message: what is wrong, in one line.
  ///   - remedy: what to do.
  ///   - suggestion: a line that can be typed instead, if there is one.
  ///   - source: the line that is at fault.
  ///   - range: the bytes of `source` that are at fault.
  public init(
    _ code: ErrorCode, _ message: String, remedy: String, suggestion: String? = nil, in source: [UInt8] = [],
    at range: Range<Int> = 0..<0
  ) {
    let range = range.clamped(to: 0..<source.count)
    func length(of bytes: ArraySlice<UInt8>) -> Int { String(decoding: bytes, as: UTF8.self).count }
    self.code = code
    self.message = message
    self.remedy = remedy
    self.suggestion = suggestion
    self.source = String(decoding: source, as: UTF8.self)
    self.column = length(of: source[..<range.lowerBound]) + 1
    self.length = max(1, length(of: source[range]))
  }
}
