internal import NIOCore

/// The bounds of the server, all in one place. What they refuse is a program at the other end that is slow, broken or
/// hostile; no browser comes near them.
struct Limits {
  /// How long a client may take for its request.
  var requestTime = TimeAmount.seconds(10)
  /// How long a viewer may take to read a batch.
  var readingTime: TimeAmount { requestTime * 3 }

  /// Connections at a time. One more is answered with 503.
  static let connections = 1_000
  /// Connections that are being answered with 503. Beyond them, a connection is closed without an answer.
  static let refusals = 64
  /// Bytes that a client may send: a request and nothing else.
  static let requestBytes = 16 * 1024
  /// How long a client that got its answer may take to close the connection, before the server does.
  static let closingTime = TimeAmount.seconds(1)
  /// Bytes that are given to the system at a time for one viewer. No more waits for a viewer in this process.
  static let batchBytes = 64 * 1024
  /// The system's own buffer for what a viewer has not read. Without this bound Linux lets it grow to megabytes.
  static let socketBytes = 128 * 1024
  /// The least time between two writes to a viewer: the page draws no more often.
  static let frame = TimeAmount.milliseconds(10)
  /// How long a connection is silent at most.
  static let heartbeat = TimeAmount.seconds(15)
  /// How long viewers have, after the end, to read what they have not read.
  static let endingTime = TimeAmount.seconds(2)
  /// Bytes of the messages since the last beginning, and of the page.
  static let memory = 256 * 1024 * 1024
}
