internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Glibc

/// A client's connection: one request, one answer. Whatever else the client sends is not read.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let broadcast: Broadcast
  private let access: Access
  private var isAnswered = false
  private var viewer: Viewer?
  private var deadline: Scheduled<Void>?

  init(_ broadcast: Broadcast, access: Access) {
    self.broadcast = broadcast
    self.access = access
  }

  /// Sets up a channel whose client has sent nothing yet.
  static func start(on channel: any Channel, _ broadcast: Broadcast, access: Access) throws {
    var framing = HTTPResponseEncoder.Configuration()
    // Every answer ends with its connection, or has a length.
    framing.automaticallySetFramingHeaders = false
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandlers(
      RequestLimit(), HTTPResponseEncoder(configuration: framing),
      ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
      Connection(broadcast, access: access))
  }

  // MARK: The request

  func handlerAdded(context: ChannelHandlerContext) {
    setDeadline(broadcast.limits.requestTime, context) { connection, context in
      connection.refuse(.requestTimeout, "The request took too long.", context)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
    switch access.decide(head) {
    case .page:
      answer(.ok, type: "text/html; charset=utf-8", broadcast.page, to: head, context)
    case .events:
      follow(head, context)
    case .redirect(let path):
      answer(
        .permanentRedirect, type: Self.plain, ByteBuffer(string: "The page is at \(path)\n"),
        with: ["Location": path], to: head, context)
    case .refusal(let status, let text):
      refuse(status, text, to: head, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case is RequestLimit.Excess:
      if viewer != nil { return context.close(promise: nil) }
      refuse(.requestHeaderFieldsTooLarge, "The request is too large.", context)
    case is HTTPParserError:
      refuse(.badRequest, "This is not a request that the server understands.", context)
    default:
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    viewer?.leave()
    viewer = nil
  }

  // MARK: The answer

  private static let plain = "text/plain; charset=utf-8"

  private func refuse(
    _ status: HTTPResponseStatus, _ text: String, to head: HTTPRequestHead? = nil,
    _ context: ChannelHandlerContext
  ) {
    guard !isAnswered else { return }
    let fields: HTTPHeaders = status == .methodNotAllowed ? ["Allow": "GET, HEAD"] : [:]
    answer(status, type: Self.plain, ByteBuffer(string: text + "\n"), with: fields, to: head, context)
  }

  private func answer(
    _ status: HTTPResponseStatus, type: String, _ body: ByteBuffer, with fields: HTTPHeaders = [:],
    to head: HTTPRequestHead?, _ context: ChannelHandlerContext
  ) {
    var fields = fields
    fields.add(name: "Content-Length", value: "\(body.readableBytes)")
    begin(status, type: type, fields, context)
    if head?.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    setDeadline(broadcast.limits.readingTime, context) { _, context in Self.drop(context.channel) }
    let sent = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    sent.futureResult.assumeIsolated().whenSuccess { [channel = context.channel] in Self.close(channel) }
  }

  private func follow(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let fields: HTTPHeaders = ["Cross-Origin-Resource-Policy": "same-origin"]
    guard head.method == .GET else {
      begin(.ok, type: "text/event-stream", fields, context)
      context.flush()
      return Self.close(context.channel)
    }
    begin(.ok, type: "text/event-stream", fields, context)
    viewer = Viewer(context.channel, of: broadcast)
  }

  private func begin(
    _ status: HTTPResponseStatus, type: String, _ more: HTTPHeaders, _ context: ChannelHandlerContext
  ) {
    isAnswered = true
    deadline?.cancel()
    var fields: HTTPHeaders = [
      "Content-Type": type, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer", "Connection": "close",
    ]
    fields.add(contentsOf: more)
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
  }

  /// Closes a connection behind an answer. A client that is still sending would lose the answer if its bytes met a
  /// closed socket, so the server goes on reading for a moment, and drops what it reads.
  static func close(_ channel: any Channel) {
    channel.close(mode: .output, promise: nil)
    let closing = channel.eventLoop.assumeIsolated().scheduleTask(in: Limits.closingTime) {
      channel.close(promise: nil)
    }
    channel.closeFuture.assumeIsolated().whenComplete { _ in closing.cancel() }
  }

  /// Closes the connection of a client that does not read. What it has not read is forgotten at once: otherwise the
  /// system would keep it for as long as the client sleeps.
  static func drop(_ channel: any Channel) {
    let provider = channel as? any SocketOptionProvider
    _ = provider?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    channel.close(promise: nil)
  }

  private func setDeadline(
    _ time: TimeAmount, _ context: ChannelHandlerContext,
    _ action: @escaping (Connection, ChannelHandlerContext) -> Void
  ) {
    deadline?.cancel()
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
      if let self { action(self, context) }
    }
  }
}

/// Reads no more of a client than a request may have.
final class RequestLimit: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  struct Excess: Error {}

  private var byteCount = 0

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard byteCount <= Limits.requestBytes else { return }
    byteCount += unwrapInboundIn(data).readableBytes
    if byteCount > Limits.requestBytes {
      context.fireErrorCaught(Excess())
    } else {
      context.fireChannelRead(data)
    }
  }
}

/// Answers a connection that is one too many.
final class Refusal: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelActive(context: ChannelHandlerContext) {
    let text = "This page has as many viewers as its server takes.\n"
    let answer = """
      HTTP/1.1 503 Service Unavailable\r
      Content-Type: text/plain; charset=utf-8\r
      Content-Length: \(text.utf8.count)\r
      Cache-Control: no-store\r
      Retry-After: 10\r
      Connection: close\r
      \r
      \(text)
      """
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    Connection.close(context.channel)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
