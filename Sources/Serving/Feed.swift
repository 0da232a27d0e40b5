internal import CSpawn
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// A running server, and the thread that feeds it.
///
/// The thread writes what waits and watches for the server's end. The session's thread only puts lines into a buffer.
final class Feed: Sendable {
  private struct State {
    /// Whole lines.
    var waiting: [UInt8] = []
    var isRunning = false
    var isFinished = false
    /// Whether all lines have gone out, or never will.
    var isDone = false
    var failure: String?
  }

  private let state = Mutex(State())
  private let limit: Int
  private let wake: Wake
  /// How long a server may take to start, and how long the end waits for one that is late.
  private static let startingTime = Duration.seconds(15)
  private static let finishingTime = Duration.milliseconds(500)
  /// How long a server may take to end, after which it is killed. It needs 2 seconds for its viewers.
  private static let endingTime = Duration.seconds(5)

  /// - Parameter limit: bytes that may wait.
  init(limit: Int) throws(Errno) {
    self.limit = limit
    wake = try Wake()
  }

  // MARK: The session's side

  var isRunning: Bool { state.withLock { $0.isRunning } }

  /// Why the server ended; nil while it runs, and when it was asked to.
  var failure: String? { state.withLock { $0.failure } }

  /// Adds a line.
  ///
  /// - Parameter isNeeded: whether to add it where there is no room.
  /// - Returns: whether there was room.
  @discardableResult
  func append(_ line: [UInt8], isNeeded: Bool = false) -> Bool {
    let hasRoom = state.withLock { state in
      guard isNeeded || state.waiting.count + line.count <= limit else { return false }
      state.waiting += line
      return true
    }
    if hasRoom { wake.signal() }
    return hasRoom
  }

  /// Takes back the lines that wait.
  func removeAll() {
    state.withLock { $0.waiting.removeAll() }
  }

  /// Lets the server end, when it has got what waits.
  func finish() {
    let wasRunning = state.withLock { state in
      state.isFinished = true
      return state.isRunning
    }
    wake.signal()
    let deadline = ContinuousClock.now + Self.finishingTime
    while wasRunning, !state.withLock({ $0.isDone }), ContinuousClock.now < deadline {
      usleep(1_000)
    }
  }

  /// Starts the server.
  ///
  /// - Parameter token: the address's last part; nil for one that cannot be guessed.
  /// - Returns: the page's address.
  func start(
    _ program: ServerProgram, host: String, port: UInt16, token: String?, page: [UInt8]
  ) throws(LivePage.Obstacle) -> String {
    let server: ServerProcess
    let address: String
    do throws(Errno) {
      server = try ServerProcess(
        path: program.path.string, arguments: ["--host", host, "--port", "\(port)"])
    } catch {
      throw LivePage.Obstacle("\(program.path) cannot be started: \(error)")
    }
    // The page comes first, so that it is there before the address is known.
    var head: [UInt8] = []
    if let token { head += "token \(token)\n".utf8 }
    head += "page \(page.count)\n".utf8
    head += page
    do {
      let opened = try server.open(with: head, within: Self.startingTime)
      address = opened.address
      state.withLock { $0.isRunning = true }
      try Thread.detach { self.run(server, saying: opened.rest) }
    } catch {
      state.withLock { $0.isRunning = false }
      server.end()
      throw error as? LivePage.Obstacle ?? LivePage.Obstacle("there is no thread for the page: \(error)")
    }
    return address
  }

  // MARK: The thread

  /// - Parameter first: what the server has said already.
  private func run(_ server: ServerProcess, saying first: String) {
    var output: [UInt8] = []
    var written = 0
    var isClosed = false
    var deadline: ContinuousClock.Instant?
    var lastLine = first.split(separator: "\n").last.map(String.init) ?? ""
    while true {
      if written == output.count {
        written = 0
        output.removeAll(keepingCapacity: output.capacity <= 1 << 20)
        let isFinished = state.withLock { state in
          swap(&output, &state.waiting)
          return state.isFinished
        }
        if output.isEmpty, isFinished, !isClosed {
          isClosed = true
          deadline = .now + Self.endingTime
          server.closeInput()
          state.withLock { $0.isDone = true }
        }
      }
      if written < output.count, !isClosed {
        switch server.write(output[written...]) {
        case .some(let count): written += count
        case nil: written = output.count
        }
        // What was added meanwhile may have been signalled already.
        if written == output.count { continue }
      }
      let timeout = deadline.map { $0 - ContinuousClock.now }
      if let timeout, timeout <= .zero { break }
      server.wait(orFor: wake, toWrite: written < output.count, atMost: timeout)
      guard let text = server.read() else { break }
      if let line = text.split(separator: "\n").last { lastLine = String(line) }
    }
    server.end()
    state.withLock { state in
      state.isRunning = false
      state.isDone = true
      state.waiting = []
      guard !state.isFinished else { return }
      state.failure = lastLine.hasPrefix("error ") ? String(lastLine.dropFirst("error ".count)) : lastLine
    }
  }
}
