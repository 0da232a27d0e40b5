public import Model
internal import Session
public import SystemPackage

/// Shows errors at most: the lines are run for the record that the session keeps of them.
public final class Silence: RunnerHost {
  public var mode = OutputMode.text
  private let errors: (any RunnerHost)?

  /// - Parameter errors: what errors are shown to.
  public init(exceptFor errors: (any RunnerHost)? = nil) {
    self.errors = errors
  }

  public func show(_ events: [Event], of line: RunLine) throws(Errno) {
    guard let errors, events.holdError else { return }
    try errors.show(events.filter(\.isError), of: line)
  }

  public func show(_ diagnostic: Diagnostic, at place: Place?) throws(Errno) {
    try errors?.show(diagnostic, at: place)
  }

  public func beginSession() {}
}
