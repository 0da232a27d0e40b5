internal import NIOCore
internal import Glibc

/// The messages of standard input, as they come.
struct StandardInput {
  private var parser = InputParser()
  private var buffer = [UInt8](repeating: 0, count: 256 * 1024)
  /// What was read behind the page.
  private var waiting: [Input] = []

  /// Reads up to the page.
  ///
  /// - Returns: the page, and the token, from the input or from the system's source of random numbers.
  mutating func opening() throws(Failure) -> (page: ByteBuffer, token: String) {
    var token: String?
    while let messages = try next() {
      for (index, message) in messages.enumerated() {
        switch message {
        case .token(let given):
          guard (32...128).contains(given.utf8.count), given.utf8.allSatisfy(Self.isTokenByte) else {
            throw Failure(Input.Fault(description: "a token that is none"))
          }
          token = given
        case .page(let page):
          waiting = Array(messages[(index + 1)...])
          return (page, token ?? Self.makeToken())
        default: throw Failure(Input.Fault(description: "a message before the page"))
        }
      }
    }
    throw Failure(Input.Fault(description: "no page"))
  }

  /// The next messages, at least one; nil at the end.
  mutating func next() throws(Failure) -> [Input]? {
    if !waiting.isEmpty {
      defer { waiting = [] }
      return waiting
    }
    while true {
      // SAFETY: `read` fills in at most the buffer, during the call.
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      do throws(Input.Fault) {
        let messages = try parser.read(buffer[..<count])
        if !messages.isEmpty { return messages }
      } catch {
        throw Failure(error)
      }
    }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// 160 random bits.
  private static func makeToken() -> String {
    var random = SystemRandomNumberGenerator()
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
    return String((0..<32).map { _ in letters[Int(random.next() & 31 as UInt64)] })
  }
}
