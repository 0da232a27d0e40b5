internal import CSignals
internal import Glibc
public import SystemPackage

/// Keys from a terminal, one at a time, without Return and without an echo.
///
/// The terminal is in this mode from the first wait on, until ``release()`` or the end of this value. Ctrl-C raises the
/// flag of ``Interrupts``, once that has been installed. Signals that end or stop the process act in
/// ``actOnSignals()``, which each wait calls, so that the terminal is as it was before.
public final class KeyReader {
  public enum Key: Hashable, Sendable {
    case enter, left, right, up, down, pageUp, pageDown
    case character(Character)
    /// Some other key.
    case other
  }

  public enum Outcome: Equatable, Sendable {
    case key(Key)
    /// Time is up.
    case timeout
    /// A signal came, possibly Ctrl-C.
    case signal
    /// No key will be pressed any more.
    case hangUp
  }

  private let descriptor = FileDescriptor.standardInput
  private var savedMode: termios?
  private var catcher: Signals.Catcher?
  /// Bytes that were read and belong to later keys.
  private var pending: ArraySlice<UInt8> = []

  public init() {}

  deinit {
    release()
  }

  /// Waits for a key.
  ///
  /// - Parameter milliseconds: how long at most; nil for as long as it takes.
  public func wait(milliseconds: Int?) throws(Errno) -> Outcome {
    if let key = takeKey() { return .key(key) }
    // Anew each time: a program that had the terminal while the process was stopped may have changed its mode.
    try claim()
    try actOnSignals()
    guard savedMode != nil else { return .signal }
    let wake = try Signals.wake.get()
    var descriptors = [
      pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake.rawValue, events: Int16(POLLIN), revents: 0),
    ]
    // SAFETY: `poll` changes the array's elements, of which there are `count`, and only during the call.
    let count = unsafe poll(&descriptors, nfds_t(descriptors.count), CInt(clamping: milliseconds ?? -1))
    if count < 0 {
      let error = Errno(rawValue: errno)
      if error == .interrupted { return .signal }
      throw error
    }
    if count == 0 { return .timeout }
    if descriptors[1].revents != 0 {
      Signals.clearWake()
      try actOnSignals()
      return .signal
    }
    var buffer = [UInt8](repeating: 0, count: 64)
    // SAFETY: `read` writes only into the buffer, during the call.
    let length = unsafe read(descriptor.rawValue, &buffer, buffer.count)
    guard length > 0 else { return .hangUp }
    pending = buffer[..<length]
    return .key(takeKey() ?? .other)
  }

  /// Ends or stops the process if a signal has come that does so. For work that goes on between two waits.
  public func actOnSignals() throws(Errno) {
    let signals = Signals.take(.init(Signals.deadlyOrStopping))
    for signal in Signals.deadlyOrStopping where signals.contains(.init(signal)) {
      release()
      raise(signal)
      // Still here: the process was stopped and goes on. The next wait takes the terminal again.
    }
  }

  /// Gives the terminal back in the mode in which it was.
  public func release() {
    guard var mode = savedMode else { return }
    savedMode = nil
    guard_forget_mode()
    // SAFETY: the mode lives during the call.
    _ = unsafe tcsetattr(descriptor.rawValue, TCSADRAIN, &mode)
    catcher = nil
  }

  private func claim() throws(Errno) {
    var mode = termios()
    // SAFETY: the mode lives during the calls; the first fills it in.
    guard unsafe tcgetattr(descriptor.rawValue, &mode) == 0 else { throw Errno(rawValue: errno) }
    if savedMode == nil {
      savedMode = mode
      guard_keep_mode(descriptor.rawValue, false)
      catcher = try Signals.Catcher(Signals.deadlyOrStopping)
    }
    guard mode.c_lflag & tcflag_t(ICANON | ECHO) != 0 else { return }
    mode.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard unsafe tcsetattr(descriptor.rawValue, TCSADRAIN, &mode) == 0 else { throw Errno(rawValue: errno) }
  }

  private static let keys: [[UInt8]: Key] = [
    Array("A".utf8): .up, Array("B".utf8): .down, Array("C".utf8): .right, Array("D".utf8): .left,
    Array("5~".utf8): .pageUp, Array("6~".utf8): .pageDown,
  ]

  private func takeKey() -> Key? {
    guard let first = pending.popFirst() else { return nil }
    switch first {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      return .enter
    case 0x1B:
      // CSI or SS3, and what names the key.
      guard let second = pending.first, second == UInt8(ascii: "[") || second == UInt8(ascii: "O") else {
        return .other
      }
      let end = pending.dropFirst().firstIndex { (0x40...0x7E).contains($0) }
      let sequence = end.map { pending[pending.startIndex + 1...$0] } ?? []
      pending = end.map { pending[($0 + 1)...] } ?? []
      return Self.keys[Array(sequence)] ?? .other
    case 0x20..<0x7F:
      return .character(Character(Unicode.Scalar(first)))
    default:
      return .other
    }
  }
}
