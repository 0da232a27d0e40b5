internal import Rendering
internal import Running
internal import SystemPackage

/// Where a document is played: a terminal with a presenter, a pipe, a recording.
protocol Stage: AnyObject {
  /// How text looks there at the moment.
  var style: TextStyle { get }

  func write(_ text: [UInt8]) throws(Errno)

  /// A command begins.
  func mark(_ command: String)

  /// Waits between two keystrokes, or until something has been read.
  ///
  /// - Parameter share: how long, in pauses of the usual length.
  func wait(_ reason: WaitReason, share: Int) throws(Errno) -> Cue

  /// Empties the screen.
  func clear() throws(Errno)

  /// Lets the presenter type into the session, which a live page may follow.
  func handOver(_ run: DocumentRun, page: SessionPage?) throws

  /// Makes the stage ready for the sessions of a document.
  func prepare(_ run: DocumentRun)
}

enum WaitReason {
  case typing, reading
}

/// What the presenter wants.
enum Cue {
  case next
  /// Back to the block before.
  case back
  /// The prompt.
  case prompt
  case quit
}
