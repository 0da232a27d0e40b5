internal import CSpawn
internal import Glibc
internal import SystemPackage

/// The server as a child process, and the socket that is its standard input, output and error. A socket, and not a pipe,
/// because a write to one whose reader is gone can be asked to raise no signal.
struct ServerProcess: Sendable {
  private let process: pid_t
  private let socket: FileDescriptor

  init(path: String, arguments: [String]) throws(Errno) {
    var ends: [CInt] = [-1, -1]
    // SAFETY: the call fills in two descriptors.
    guard unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Errno(rawValue: errno)
    }
    let (mine, theirs) = (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    var process: pid_t = 0
    // SAFETY: the strings live until the call returns, which copies them.
    let code = unsafe withCStrings([path] + arguments) {
      unsafe spawn_detached(path, $0, theirs.rawValue, &process)
    }
    try? theirs.close()
    guard code == 0 else {
      try? mine.close()
      throw Errno(rawValue: code)
    }
    self.process = process
    socket = mine
  }

  /// Sends the page, and waits until the server listens.
  ///
  /// - Returns: the page's address, and what the server has said since.
  func open(
    with head: [UInt8], within time: Duration
  ) throws(LivePage.Obstacle) -> (address: String, rest: String) {
    let deadline = ContinuousClock.now + time
    var rest = head[...]
    var answer = ""
    while !answer.contains("\n") {
      let time = deadline - .now
      guard time > .zero else { throw LivePage.Obstacle("the page's server does not start") }
      if !rest.isEmpty { rest = rest.dropFirst(write(rest) ?? rest.count) }
      wait(orFor: nil, toWrite: !rest.isEmpty, atMost: time)
      guard let text = read() else { break }
      answer += text
    }
    let line = answer.prefix { $0 != "\n" }
    if line.hasPrefix("page ") {
      return (String(line.dropFirst("page ".count)), String(answer[line.endIndex...]))
    }
    throw LivePage.Obstacle(
      line.hasPrefix("error ")
        ? String(line.dropFirst("error ".count)) : "the page's server does not start: \(line)")
  }

  /// Writes what the server takes at once.
  ///
  /// - Returns: how many bytes that was; nil when it takes no more.
  func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    // SAFETY: `send` reads the slice's bytes during the call.
    let count = unsafe bytes.withUnsafeBytes { bytes in
      unsafe send(socket.rawValue, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL))
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR || errno == ENOBUFS ? 0 : nil
  }

  /// Reads what the server has said.
  ///
  /// - Returns: the text; nil when it has ended.
  func read() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    // SAFETY: `recv` fills in at most the array, during the call.
    let count = unsafe recv(socket.rawValue, &bytes, bytes.count, CInt(MSG_DONTWAIT))
    if count > 0 { return String(decoding: bytes[..<count], as: UTF8.self) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? "" : nil
  }

  /// Waits until the server has said something or has ended, or can be written to, or is to be looked at again.
  func wait(orFor wake: Wake?, toWrite: Bool, atMost time: Duration?) {
    var looked = [
      pollfd(fd: socket.rawValue, events: Int16(POLLIN | (toWrite ? POLLOUT : 0)), revents: 0),
      pollfd(fd: wake?.descriptor.rawValue ?? -1, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = time.map { CInt(clamping: Int64($0 / .milliseconds(1)) + 1) } ?? -1
    // SAFETY: `poll` looks at and fills in the array's two elements.
    _ = unsafe poll(&looked, 2, milliseconds)
    wake?.clear()
  }

  /// Lets the server know that nothing follows.
  func closeInput() {
    _ = shutdown(socket.rawValue, CInt(SHUT_WR))
  }

  /// Ends the server, if it has not ended, and forgets it. Nothing may be called afterwards.
  func end() {
    // The number is still the child's: it is given to no other process until `waitpid`.
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
    try? socket.close()
  }
}
