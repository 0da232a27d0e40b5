internal import SystemPackage

/// A live page that browsers follow: a server, which is a program of its own, and what it is sent.
///
/// No call but `start` waits for the server, and none fails because of it: when it dies, the caller's session goes on,
/// and `takeNotice` says so once.
public final class LivePage {
  /// Where the page is served.
  public struct Options: Sendable, Equatable {
    /// An address or a name of this machine.
    public var host: String
    /// 0 for any that is free.
    public var port: UInt16

    public init(host: String = "127.0.0.1", port: UInt16 = 0) {
      self.host = host
      self.port = port
    }

    /// Whether only this machine can see the page.
    public var isLocal: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
  }

  /// Why there is no page.
  public struct Obstacle: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
  }

  /// Bounds behind which the recording begins anew, with the present state.
  public struct Bounds: Sendable {
    /// Bytes of the steps that the server keeps.
    public var bytes = 128 * 1024 * 1024
    /// Bytes that wait for a server that is late.
    public var waitingBytes = 16 * 1024 * 1024

    public init() {}
  }

  private let options: Options
  private let page: [UInt8]
  private let opening: () -> [UInt8]
  private let bounds: Bounds
  private var feed: Feed?
  private var isPaused = false
  private var hasSaid = false
  /// Of the steps since the beginning, or since the last that were forgotten.
  private var byteCount = 0

  /// Where the page is: the same for as long as this value lives, also when the server had to be started again.
  public private(set) var address: String?

  /// - Parameters:
  ///   - page: the page's HTML.
  ///   - options: where it is served.
  ///   - bounds: how much may wait for the server.
  ///   - opening: makes a new recording's first message, with the state as it is when the closure is called;
  ///     the steps that are sent next belong to that recording. It is called at each start of a server, and
  ///     when the server is so late, or has so many bytes, that it cannot be sent all that was.
  public init(
    page: [UInt8], options: Options = Options(), bounds: Bounds = Bounds(), opening: @escaping () -> [UInt8]
  ) {
    self.page = page
    self.options = options
    self.bounds = bounds
    self.opening = opening
  }

  deinit { end() }

  /// Whether viewers get what is sent.
  public var isOn: Bool { !isPaused && feed?.isRunning == true }

  /// Starts the server, or lets viewers go on after `pause`. Does nothing while they do.
  ///
  /// - Parameter program: the server.
  public func start(_ program: ServerProgram) throws(Obstacle) {
    if let feed, feed.isRunning {
      if isPaused { feed.append(Self.resumption) }
      isPaused = false
      return
    }
    // Pages that are open come back by themselves if they find everything in its old place.
    let place = address.flatMap { Place($0) }
    let feed: Feed
    do throws(Errno) {
      feed = try Feed(limit: bounds.waitingBytes)
    } catch {
      throw Obstacle("there is no pipe for the page: \(error)")
    }
    address = try feed.start(
      program, host: options.host, port: place?.port ?? options.port, token: place?.token, page: page)
    self.feed = feed
    (isPaused, hasSaid) = (false, false)
    begin()
  }

  /// Sends a step: one JSON object in one line.
  ///
  /// - Complexity: O(*n*) in the step's length, on average.
  public func send(_ step: [UInt8]) {
    guard let feed, feed.isRunning else { return }
    byteCount += step.count
    if byteCount > bounds.bytes || !feed.append(Self.line("step", step)) {
      feed.removeAll()
      feed.append(isPaused ? Self.pause : Self.resumption)
      begin()
    }
  }

  /// Lets the server forget the oldest steps of the recording.
  ///
  /// - Parameters:
  ///   - count: how many steps.
  ///   - opening: the first message from here on: the state behind the steps that are forgotten.
  public func forget(steps count: Int, opening: [UInt8]) {
    guard let feed, feed.isRunning else { return }
    byteCount = 0
    feed.append(Self.line("trim \(count)", opening), isNeeded: true)
  }

  /// Keeps what is sent from here on from viewers, until `start`. The address stays.
  public func pause() {
    guard !isPaused, let feed, feed.isRunning else { return }
    isPaused = true
    feed.append(Self.pause)
  }

  /// Ends the page: viewers are told. Waits a moment for a server that is late, and no longer.
  public func end() {
    feed?.finish()
    feed = nil
  }

  /// What went wrong since the last call, to be shown once.
  public func takeNotice() -> String? {
    guard !hasSaid, let reason = feed?.failure else { return nil }
    hasSaid = true
    return "the page's server has ended\(reason.isEmpty ? "" : ": \(reason)"). The session goes on without it"
  }

  /// Lets the recording begin anew for all viewers, with what `opening` makes.
  public func beginAnew() {
    if feed?.isRunning == true { begin() }
  }

  private func begin() {
    byteCount = 0
    feed?.append(Self.line("begin", opening()), isNeeded: true)
  }

  // MARK: Lines

  private static let pause = Array("pause\n".utf8)
  private static let resumption = Array("resume\n".utf8)

  private static func line(_ word: String, _ json: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(word.utf8.count + json.count + 2)
    line += word.utf8
    line.append(UInt8(ascii: " "))
    line += json
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// The parts of an address that a server can be given.
  private struct Place {
    var port: UInt16
    var token: String

    init?(_ address: String) {
      let parts = address.split(separator: "/")
      guard parts.count == 3, let port = parts[1].split(separator: ":").last.flatMap({ UInt16($0) }) else {
        return nil
      }
      self.port = port
      token = String(parts[2])
    }
  }
}
