internal import CSignals
internal import Glibc
internal import SystemPackage

/// Signals as data: a handler notes them, and the program looks at them when it can act.
enum Signals {
  /// A set of signals: bit *n* stands for signal *n*.
  struct Set: OptionSet {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }
    init(_ signal: CInt) { rawValue = 1 << UInt64(signal) }
    init(_ signals: [CInt]) { rawValue = signals.reduce(0) { $0 | 1 << UInt64($1) } }
  }

  /// Signals that end or stop the process. Code that has changed the terminal's mode lets them act once it is as it was.
  static let deadlyOrStopping = [SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  /// The signals that were noted and not taken yet.
  static var pending: Set { Set(rawValue: signals_pending()) }

  /// Takes the noted signals that are in the set; from then on they count as handled.
  @discardableResult
  static func take(_ signals: Set) -> Set { Set(rawValue: signals_take(signals.rawValue)) }

  /// The end of a pipe that becomes readable when a signal is noted. The pipe lives as long as the process.
  ///
  /// With it, waiting for a signal or for input has no gap between looking and sleeping, whichever thread
  /// the system picks to run the handler.
  static let wake: Result<FileDescriptor, Errno> = Result { () throws(Errno) in
    let (readEnd, writeEnd) = try FileDescriptor.pipe(options: [.closeOnExec, .nonBlocking])
    signals_wake_through(writeEnd.rawValue)
    return readEnd
  }

  /// Empties the pipe, so that it becomes readable with the next signal only.
  static func clearWake() {
    guard let wake = try? wake.get() else { return }
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    // SAFETY: as many bytes are read as there is room for. The pipe does not block.
    while unsafe read(wake.rawValue, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
  }

  /// Signals that are noted while this value lives. What they did before is put back when it dies.
  struct Catcher: ~Copyable {
    private var previous: [(signal: CInt, action: sigaction)] = []

    /// A signal that the process ignores stays ignored.
    init(_ signals: [CInt]) throws(Errno) {
      for signal in signals {
        previous.append((signal, try Signals.catchSignal(signal)))
      }
    }

    deinit {
      for (signal, action) in previous {
        // SAFETY: the action is one that `sigaction` itself gave out.
        _ = unsafe withUnsafePointer(to: action) { unsafe sigaction(signal, $0, nil) }
      }
    }
  }

  /// Starts to note a signal for the rest of the process's life.
  ///
  /// - Returns: What the signal did before.
  @discardableResult
  static func catchSignal(_ signal: CInt) throws(Errno) -> sigaction {
    _ = try wake.get()
    var previous = sigaction()
    // SAFETY: the call fills in `previous`.
    guard unsafe signals_catch(signal, &previous) == 0 else { throw Errno(rawValue: errno) }
    return previous
  }
}
