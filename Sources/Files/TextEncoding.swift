/// How a text that should be UTF-8 begins, on disk or in a pipe.
public enum TextEncoding {
  /// UTF-8, behind a byte order mark of `markLength` bytes: 3 or none. The mark says nothing there, and is no text.
  case utf8(markLength: Int)
  /// Another encoding: "UTF-16", "UTF-32".
  case other(String)

  /// How many bytes it takes to see how a text is encoded.
  public static let decidingLength = 4

  /// - Parameter start: the first ``decidingLength`` bytes, or more; fewer only when there are no more.
  public init(of start: some Collection<UInt8>) {
    let bytes = Array(start.prefix(Self.decidingLength))
    let isZero = bytes.map { $0 == 0 }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      self = .utf8(markLength: 3)
    } else if bytes == [0xFF, 0xFE, 0, 0] || bytes == [0, 0, 0xFE, 0xFF] {
      self = .other("UTF-32")
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      // Without a mark: two letters of ASCII, each with a zero byte.
      || isZero == [false, true, false, true] || isZero == [true, false, true, false]
    {
      self = .other("UTF-16")
    } else {
      self = .utf8(markLength: 0)
    }
  }
}
