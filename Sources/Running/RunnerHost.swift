public import Model
internal import Session
public import SystemPackage

/// A line that was done.
public struct RunLine: Sendable {
  public enum Role: Sendable {
    case typed
    /// A question to the reader. It is no line of the session.
    case question
    /// The end of the session, with the line that asked for it if one did.
    case end
  }

  public let text: [UInt8]
  public let place: Place
  /// For a line of a file that another line asked to read, the number of that other line.
  public let mainLine: Int?
  public let role: Role
  /// Whether the session has ended with this line, and a new one begins with the next.
  public let endsSession: Bool

  init(
    _ text: [UInt8], at place: Place, within mainLine: Int? = nil, role: Role = .typed,
    endsSession: Bool = false
  ) {
    self.text = text
    self.place = place
    self.mainLine = mainLine
    self.role = role
    self.endsSession = endsSession
  }
}

/// What a ``Runner`` shows the effects of lines to.
public protocol RunnerHost: AnyObject {
  /// How results are written; `.mode` switches.
  var mode: OutputMode { get set }

  /// A line is about to be done.
  func begin(_ line: [UInt8], at place: Place) throws(Errno)

  /// What a line did.
  func show(_ events: [Event], of line: RunLine) throws(Errno)

  /// How long the line took that was shown last.
  func show(_ duration: Duration, at place: Place) throws(Errno)

  /// What is wrong with a source of lines.
  ///
  /// - Parameters:
  ///   - diagnostic: the error.
  ///   - place: nil where the fault is in no line.
  func show(_ diagnostic: Diagnostic, at place: Place?) throws(Errno)

  /// A session begins that finds nothing of what was before.
  func beginSession()

  /// A line of a file that another line asked to read is over, and the next follows at once.
  func goOn()

  /// Keeps the picture of the heap above the prompt, or takes it away.
  ///
  /// - Returns: what is in the way; nil for nothing.
  func showPane(_ isWanted: Bool) -> String?

  /// Shows the session on a live page, or lets its viewers wait.
  ///
  /// - Returns: what is in the way; nil for nothing.
  func showPage(_ isWanted: Bool) -> String?

  /// Lets the user take a lesson, or shows the list of them.
  ///
  /// - Returns: false where that cannot be: the lines are no user's who sits at a prompt.
  func learn(_ lesson: String?) throws(Errno) -> Bool

  /// Lets out what was shown so far: reading the next line may have to wait.
  func flush() throws(Errno)
}

extension RunnerHost {
  public func begin(_ line: [UInt8], at place: Place) {}
  public func show(_ duration: Duration, at place: Place) {}
  public func goOn() {}
  public func showPane(_ isWanted: Bool) -> String? { isWanted ? "there is no prompt" : nil }
  public func showPage(_ isWanted: Bool) -> String? { isWanted ? "this session has none" : nil }
  public func learn(_ lesson: String?) -> Bool { false }
  public func flush() {}
}
