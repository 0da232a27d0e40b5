internal import NIOCore
internal import NIOHTTP1

/// A connection that follows the messages.
final class Viewer {
  private let broadcast: Broadcast
  private let channel: any Channel
  private var position: MessageLog.Position
  private var told = Broadcast.State.live
  /// Whether the system has not taken all of the last write yet.
  private var isWriting = false
  private var hasEnded = false
  private var deadline: Scheduled<Void>?

  init(_ channel: any Channel, of broadcast: Broadcast) {
    self.channel = channel
    self.broadcast = broadcast
    position = broadcast.log.start
    broadcast.add(self)
    send(ByteBuffer(string: "retry: 1000\n\n"))
  }

  /// Forgets the viewer: its connection is closed.
  func leave() {
    deadline?.cancel()
    broadcast.remove(self)
  }

  /// Sends what the viewer has not got, if it has taken what it got.
  func write() {
    guard !isWriting, !hasEnded else { return }
    if told == .paused, broadcast.state != .paused {
      told = .live
      if broadcast.state == .live { return send(ByteBuffer(string: "event: resumed\ndata: {}\n\n")) }
    }
    if position < broadcast.visibleEnd {
      if position < broadcast.log.start {
        // What the viewer would have got next is forgotten. Cut in the middle of a message, it connects again.
        guard position.offset == 0 else { return channel.close(promise: nil) }
        position = broadcast.log.start
      }
      let (bytes, next) = broadcast.batch(from: position)
      position = next
      return send(bytes)
    }
    switch broadcast.state {
    case .paused where told != .paused:
      told = .paused
      send(ByteBuffer(string: "event: paused\ndata: {}\n\n"))
    case .ended:
      hasEnded = true
      send(ByteBuffer(string: "event: ended\ndata: {}\n\n"))
    case .live, .paused: beat()
    }
  }

  private func send(_ bytes: ByteBuffer) {
    isWriting = true
    setDeadline(broadcast.limits.readingTime) { Connection.drop($0.channel) }
    let sent = channel.eventLoop.makePromise(of: Void.self)
    channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(bytes)), promise: sent)
    sent.futureResult.assumeIsolated().whenSuccess { [weak self] in self?.didSend() }
  }

  private func didSend() {
    deadline?.cancel()
    if hasEnded { return Connection.close(channel) }
    // Others get their turn before this viewer's next batch.
    channel.eventLoop.assumeIsolated().execute { [weak self] in
      guard let self else { return }
      isWriting = false
      write()
    }
  }

  /// Lets a while pass, then sends a comment: so that proxies keep the connection, and a lost one is noticed.
  private func beat() {
    setDeadline(Limits.heartbeat) { $0.send(ByteBuffer(string: ": still here\n\n")) }
  }

  private func setDeadline(_ time: TimeAmount, _ action: @escaping (Viewer) -> Void) {
    deadline?.cancel()
    deadline = channel.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
      if let self { action(self) }
    }
  }
}
