internal import NIOCore
internal import NIOPosix

/// Listens, and counts connections.
final class Server {
  let broadcast: Broadcast
  private let loop: any EventLoop
  private var access: Access?
  private var connections = 0
  private var refusals = 0
  private var listener: (any Channel)?

  init(_ broadcast: Broadcast) {
    self.broadcast = broadcast
    loop = broadcast.loop
  }

  /// Binds the socket, and starts to listen.
  ///
  /// - Parameters:
  ///   - host: an address of this machine, or a name of one.
  ///   - port: 0 for any that is free.
  /// - Returns: the page's address.
  func listen(on host: String, port: Int, token: String) -> EventLoopFuture<String> {
    let own = NIOLoopBound(self, eventLoop: loop)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.so_sndbuf), value: Limits.socketBytes)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try own.value.accept(channel) }
      }
      .bind(host: host, port: port)
      .map { listener in
        let server = own.value
        let port = listener.localAddress?.port ?? port
        let reach = Reach(host: host, address: listener.localAddress?.ipAddress ?? host)
        server.listener = listener
        server.access = Access(
          token: token, names: reach.names, allowsAddresses: reach.isEveryAddress, port: port)
        return "http://\(reach.authority):\(port)/\(token)/"
      }
  }

  /// Takes no new connections, and lets viewers go once they know that this is the end.
  func finish() {
    listener?.close(promise: nil)
    broadcast.finish()
  }

  private func accept(_ channel: any Channel) throws {
    // Between bind and the address being known, no one has the token.
    guard let access else { return channel.close(promise: nil) }
    guard connections < Limits.connections else {
      guard refusals < Limits.refusals else { return channel.close(promise: nil) }
      refusals += 1
      channel.closeFuture.assumeIsolated().whenComplete { _ in self.refusals -= 1 }
      return try channel.pipeline.syncOperations.addHandler(Refusal())
    }
    connections += 1
    channel.closeFuture.assumeIsolated().whenComplete { _ in self.connections -= 1 }
    try Connection.start(on: channel, broadcast, access: access)
  }
}
