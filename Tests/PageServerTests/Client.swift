import Foundation
import Glibc

/// A client that sends whatever bytes a test likes. Every wait has a deadline.
final class Client {
  enum Failure: Error {
    case system(String, CInt)
    case deadline(String, got: String)
  }

  private let socket: CInt
  /// Everything that was read so far.
  private(set) var text: [UInt8] = []
  /// Whether the server has closed the connection.
  private(set) var hasEnded = false

  /// - Parameter receiveBuffer: how many bytes the system takes at most while the client does not read.
  init(host: String, port: Int, receiveBuffer: Int? = nil) throws {
    socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw Failure.system("socket", errno) }
    if let receiveBuffer {
      var size = CInt(receiveBuffer)
      // SAFETY: the call reads an `int`.
      _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    // SAFETY: the address lives during the calls, and `connect` gets its size.
    _ = unsafe inet_pton(AF_INET, host, &address.sin_addr)
    let status = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      let error = errno
      close(socket)
      throw Failure.system("connect", error)
    }
  }

  deinit { close(socket) }

  func send(_ string: String) throws { try send(Array(string.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      // SAFETY: `send` reads the slice's bytes during the call.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.system("send", errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Says that nothing follows; the client still reads.
  func closeOutput() { shutdown(socket, CInt(SHUT_WR)) }

  /// Takes what has come.
  func read(within milliseconds: CInt = 0) {
    var looked = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    // SAFETY: one descriptor is looked at, and it lives during the call.
    guard unsafe poll(&looked, 1, milliseconds) > 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    // SAFETY: `recv` fills in at most the array, during the call.
    let count = unsafe recv(socket, &bytes, bytes.count, 0)
    if count > 0 { text += bytes[..<count] } else { hasEnded = true }
  }

  /// Waits until something is so.
  func wait(_ wanted: String, within limit: Duration = .seconds(30), until condition: (Client) -> Bool) throws
  {
    let deadline = ContinuousClock.now + limit
    while !condition(self) {
      guard ContinuousClock.now < deadline, !hasEnded else {
        throw Failure.deadline(wanted, got: String(decoding: text.suffix(2_000), as: UTF8.self))
      }
      read(within: 20)
    }
  }

  /// Waits for a text behind the one that was waited for before.
  func wait(for wanted: String, within limit: Duration = .seconds(30)) throws {
    try wait(wanted, within: limit) { $0.find(Array(wanted.utf8)) }
  }

  /// How many bytes no wait needs to look at again.
  private var searched = 0

  private func find(_ wanted: [UInt8]) -> Bool {
    let found = Data(text[searched...]).range(of: Data(wanted))
    if let found {
      searched += found.upperBound
    } else {
      searched = max(searched, text.count - wanted.count)
    }
    return found != nil
  }

  /// Reads up to the connection's end, which may be a reset.
  @discardableResult
  func readToEnd(within limit: Duration = .seconds(30)) throws -> String {
    let deadline = ContinuousClock.now + limit
    while !hasEnded {
      guard ContinuousClock.now < deadline else { throw Failure.deadline("the end", got: string) }
      read(within: 20)
    }
    return string
  }

  /// Lets the server wait: reads nothing until it has given up the connection.
  func waitToBeLetGo(within limit: Duration = .seconds(30)) throws {
    let deadline = ContinuousClock.now + limit
    while true {
      var looked = pollfd(fd: socket, events: 0, revents: 0)
      // SAFETY: one descriptor is looked at, and it lives during the call. `poll` was asked for nothing but the end.
      if unsafe poll(&looked, 1, 20) > 0, looked.revents & Int16(POLLHUP | POLLERR) != 0 { return }
      guard ContinuousClock.now < deadline else { throw Failure.deadline("being let go", got: "") }
    }
  }

  var string: String { String(decoding: text, as: UTF8.self) }

  /// The events that have come whole: for a message its data, for another its name.
  var events: [String] {
    string.components(separatedBy: "\n\n").dropLast().compactMap { block in
      let lines = block.split(separator: "\n")
      if let name = lines.first(where: { $0.hasPrefix("event: ") }) { return String(name.dropFirst(7)) }
      return lines.first { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }
  }
}
