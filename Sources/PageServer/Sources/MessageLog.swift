internal import NIOCore

/// The beginning and the steps behind it, as they go out: one storage for all viewers.
struct MessageLog {
  /// How far a viewer has read: a message, and a number of its bytes.
  struct Position: Hashable, Comparable {
    var message = 0
    var offset = 0

    static func < (a: Self, b: Self) -> Bool { (a.message, a.offset) < (b.message, b.offset) }
  }

  /// Messages are numbered over the server's life, so that a position before the last beginning is known as one.
  private(set) var start = Position()
  private var messages: [ByteBuffer] = []
  private(set) var byteCount = 0
  var stepCount: Int { max(0, messages.count - 1) }
  /// How many steps have been forgotten since the beginning.
  private var trimmed = 0
  /// The last batch: viewers who follow ask for the same one.
  private var last: (from: Position, bytes: ByteBuffer, next: Position)?

  var isEmpty: Bool { messages.isEmpty }
  var end: Position { Position(message: start.message + messages.count) }

  /// Forgets all messages. The next one is the beginning.
  mutating func removeAll() {
    start = end
    messages.removeAll()
    (byteCount, trimmed) = (0, 0)
    last = nil
  }

  /// Forgets the oldest steps.
  ///
  /// - Parameters:
  ///   - count: how many, at most as many as there are.
  ///   - beginning: the first message from here on.
  mutating func removeFirst(_ count: Int, beginning: ByteBuffer) {
    byteCount -= messages[...count].reduce(0) { $0 + $1.readableBytes }
    messages.removeFirst(count)
    start.message += count
    messages[0] = Self.event(beginning, id: 0)
    byteCount += messages[0].readableBytes
    trimmed += count
    last = nil
  }

  /// - Parameter json: an object, in one line.
  mutating func append(_ json: ByteBuffer) {
    let event = Self.event(json, id: trimmed + messages.count)
    byteCount += event.readableBytes
    messages.append(event)
  }

  private static func event(_ json: ByteBuffer, id: Int) -> ByteBuffer {
    var event = ByteBuffer()
    let head = "id: \(id)\ndata: "
    event.reserveCapacity(head.utf8.count + json.readableBytes + 2)
    event.writeString(head)
    event.writeImmutableBuffer(json)
    event.writeString("\n\n")
    return event
  }

  /// The next bytes for a viewer, at most `Limits.batchBytes`.
  ///
  /// - Parameters:
  ///   - from: a position that is not before the start.
  ///   - end: where messages end that viewers may see.
  mutating func batch(from: Position, to end: Position) -> (bytes: ByteBuffer, next: Position) {
    if let last, last.from == from { return (last.bytes, last.next) }
    var bytes = ByteBuffer()
    var next = from
    while next < end, bytes.readableBytes < Limits.batchBytes {
      let message = messages[next.message - start.message]
      let length = min(message.readableBytes - next.offset, Limits.batchBytes - bytes.readableBytes)
      guard let slice = message.getSlice(at: message.readerIndex + next.offset, length: length) else { break }
      bytes.writeImmutableBuffer(slice)
      next.offset += length
      if next.offset == message.readableBytes { next = Position(message: next.message + 1) }
    }
    last = (from, bytes, next)
    return (bytes, next)
  }
}
