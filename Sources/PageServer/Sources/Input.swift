internal import NIOCore

/// What the shell sends on the server's standard input.
///
/// | line | meaning |
/// | --- | --- |
/// | `token TOKEN` | the token of the URL: 32 to 128 letters, digits, `-` and `_`. Optional, before the page; otherwise the server makes one |
/// | `page N` | the page: the *N* bytes behind the line's end. Once, before all below |
/// | `begin JSON` | the recording's first message. All messages before it are forgotten, and all viewers begin here |
/// | `step JSON` | the next message |
/// | `trim N JSON` | the first *N* steps are forgotten, and this is the beginning of the others. Viewers who have read them go on |
/// | `pause` | viewers get no messages from here on; they wait |
/// | `resume` | viewers get the messages that waited, and all that follow |
/// | `end` | the same as the end of the input |
enum Input: Sendable, Equatable {
  case token(String)
  case page(ByteBuffer)
  case begin(ByteBuffer)
  case step(ByteBuffer)
  case trim(Int, ByteBuffer)
  case pause, resume, end

  /// What is wrong with the input.
  struct Fault: Error {
    var description: String
  }
}

/// Cuts standard input into messages.
struct InputParser {
  private var buffer = ByteBuffer()
  /// How many of the buffer's readable bytes hold no line end.
  private var searched = 0
  /// The length of the page that is being read.
  private var pageLength: Int?

  /// Takes in bytes.
  ///
  /// - Returns: the messages that they complete.
  mutating func read(_ bytes: ArraySlice<UInt8>) throws(Input.Fault) -> [Input] {
    buffer.writeBytes(bytes)
    var messages: [Input] = []
    while let message = try next() { messages.append(message) }
    buffer.discardReadBytes()
    guard buffer.readableBytes <= Limits.memory else {
      throw Input.Fault(description: "a message of more than \(Limits.memory) bytes")
    }
    return messages
  }

  private mutating func next() throws(Input.Fault) -> Input? {
    if let length = pageLength {
      guard let page = copy(length) else { return nil }
      pageLength = nil
      return .page(page)
    }
    let view = buffer.readableBytesView
    guard let end = view.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) else {
      searched = view.count
      return nil
    }
    searched = 0
    let line = view[..<end]
    let word = line.prefix { $0 != UInt8(ascii: " ") }
    let rest = line.dropFirst(word.count + 1)
    let name = String(decoding: word, as: UTF8.self)
    let message: Input? =
      switch name {
      case "begin": .begin(ByteBuffer(bytes: rest))
      case "step": .step(ByteBuffer(bytes: rest))
      case "trim": try Self.trim(rest)
      case "token": .token(String(decoding: rest, as: UTF8.self))
      case "pause": .pause
      case "resume": .resume
      case "end": .end
      case "page": nil
      default: throw Input.Fault(description: "a line that begins with none of its words")
      }
    if message == nil {
      guard let length = Int(String(decoding: rest, as: UTF8.self)), (0...Limits.memory).contains(length)
      else {
        throw Input.Fault(description: "a page without a length, or longer than \(Limits.memory) bytes")
      }
      pageLength = length
    }
    buffer.moveReaderIndex(forwardBy: line.count + 1)
    if let message { return message }
    return try next()
  }

  private static func trim(_ text: ByteBufferView) throws(Input.Fault) -> Input {
    let number = text.prefix { $0 != UInt8(ascii: " ") }
    guard let count = Int(String(decoding: number, as: UTF8.self)), count >= 0 else {
      throw Input.Fault(description: "a number of steps that is none")
    }
    return .trim(count, ByteBuffer(bytes: text.dropFirst(number.count + 1)))
  }

  /// Takes bytes, in storage of their own: the buffer's would live as long as they do.
  private mutating func copy(_ length: Int) -> ByteBuffer? {
    buffer.readSlice(length: length).map { ByteBuffer(bytes: $0.readableBytesView) }
  }
}
