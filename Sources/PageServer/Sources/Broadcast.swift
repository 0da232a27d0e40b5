internal import NIOCore

/// The page, the messages so far, and who follows them. All of it belongs to one event loop.
///
/// No viewer has a queue: each has a position in the one log, and takes the next bytes from there when the system has
/// taken the ones before. So a viewer who sleeps costs a position.
final class Broadcast {
  /// What viewers are told besides messages.
  enum State { case live, paused, ended }

  let page: ByteBuffer
  let loop: any EventLoop
  let limits: Limits
  private(set) var log = MessageLog()
  private(set) var state = State.live
  /// Where messages end that viewers may see.
  private(set) var visibleEnd = MessageLog.Position()
  private var viewers: [ObjectIdentifier: Viewer] = [:]
  private var lastWrite = NIODeadline.distantPast
  private var writesSoon = false
  private let whenDone: EventLoopPromise<Void>

  /// - Parameter whenDone: kept once the broadcast has ended and no viewer waits for anything.
  init(page: ByteBuffer, limits: Limits, loop: any EventLoop, whenDone: EventLoopPromise<Void>) {
    self.page = page
    self.limits = limits
    self.loop = loop
    self.whenDone = whenDone
  }

  // MARK: The shell's side

  /// - Throws: when there is no room for a message.
  func take(_ messages: [Input]) throws(Input.Fault) {
    for message in messages {
      switch message {
      case .begin(let json):
        log.removeAll()
        log.append(json)
      case .trim(let count, let json):
        guard count <= log.stepCount, !log.isEmpty else {
          throw Input.Fault(description: "fewer steps than it forgets")
        }
        log.removeFirst(count, beginning: json)
      case .step(let json):
        guard !log.isEmpty else { throw Input.Fault(description: "a step before the beginning") }
        log.append(json)
      case .pause where state == .live:
        publish()
        state = .paused
        writeToAll()
      case .resume where state == .paused:
        state = .live
      case .pause, .resume, .end: break
      case .page, .token: throw Input.Fault(description: "a second page, or a token behind it")
      }
      guard log.byteCount <= Limits.memory else {
        throw Input.Fault(description: "more than \(Limits.memory) bytes since the last beginning")
      }
    }
    publish()
    writeToAllSoon()
  }

  /// Lets viewers read on to the end, for a while, and lets them know that it is the end.
  func finish() {
    publish()
    state = .ended
    writeToAll()
    loop.assumeIsolated().scheduleTask(in: Limits.endingTime) { self.whenDone.succeed() }
    if viewers.isEmpty { whenDone.succeed() }
  }

  private func publish() {
    if state == .live { visibleEnd = log.end }
  }

  /// Writes at once, or with what comes within the same frame.
  private func writeToAllSoon() {
    guard !writesSoon else { return }
    let due = lastWrite + Limits.frame
    if due <= NIODeadline.now() { return writeToAll() }
    writesSoon = true
    loop.assumeIsolated().scheduleTask(deadline: due) {
      self.writesSoon = false
      self.writeToAll()
    }
  }

  private func writeToAll() {
    lastWrite = .now()
    for viewer in viewers.values { viewer.write() }
  }

  // MARK: The viewers' side

  func add(_ viewer: Viewer) { viewers[ObjectIdentifier(viewer)] = viewer }

  func remove(_ viewer: Viewer) {
    viewers[ObjectIdentifier(viewer)] = nil
    if state == .ended, viewers.isEmpty { whenDone.succeed() }
  }

  func batch(from position: MessageLog.Position) -> (bytes: ByteBuffer, next: MessageLog.Position) {
    log.batch(from: position, to: visibleEnd)
  }
}
