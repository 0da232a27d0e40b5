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

  /// Shows the heap beside the text, where there is a place for it.
  func showHeap(of run: DocumentRun)

  /// Where in the document the next wait is.
  var place: PlayPlace { get set }

  /// Empties the screen.
  func clear() throws(Errno)

  /// Lets the presenter type into the session, which a live page may follow.
  ///
  /// - Returns: whether any line was typed.
  func handOver(_ run: DocumentRun, page: SessionPage?) throws -> Bool

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
  /// Back by one step.
  case previous
  /// The prompt.
  case prompt
  case quit
}

/// Where in a document its presenter is.
struct PlayPlace {
  var step = 0
  var stepCount = 0
}
