internal import Glibc
public import SystemPackage

/// Ctrl-C while a command runs: a flag that long work looks at, instead of the end of the process.
///
/// Before ``install()`` Ctrl-C does what the system does: it ends the process.
public enum Interrupts {
  /// From now on SIGINT raises the flag. Calling it again changes nothing.
  ///
  /// A process that was started with SIGINT ignored goes on ignoring it. System calls that SIGINT interrupts are
  /// restarted, so code that blocks in one sees the flag only when the call is over.
  ///
  /// - Throws: The error of `pipe2` or `sigaction`.
  public static func install() throws(Errno) { try Signals.catchSignal(SIGINT) }

  /// Whether SIGINT came since the flag was last cleared. Costs one relaxed load; any thread may ask.
  public static var isRaised: Bool { Signals.pending.contains(.init(SIGINT)) }

  /// Lowers the flag. ``ReadlineEditor`` does so itself whenever it is asked for a line.
  public static func clear() { Signals.take(.init(SIGINT)) }
}
