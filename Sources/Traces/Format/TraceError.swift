public import SystemPackage

/// Why a file cannot be read as a trace.
public enum TraceError: Error, Equatable, Sendable {
  case errno(Errno)
  /// It is a thing of another kind: "a directory", "a FIFO".
  case unusable(String)
  /// It begins as no trace does.
  case foreign
  case empty
  /// It ends within its header.
  case headerCut(byteCount: Int)
  /// A later version of the format.
  case version(Int)
  /// The program is about to begin it, or died while it did.
  case beingSetUp
  /// The header contradicts itself: what is wrong with it.
  case damagedHeader(String)
  /// It has become shorter since it was opened.
  case ended
}

extension TraceError {
  /// What is wrong, as a clause.
  public var reason: String {
    switch self {
    case .errno(let errno): errno.description
    case .unusable(let obstacle): "it is \(obstacle)"
    case .foreign: "it is no trace: traces begin with the bytes 89 58 52 45 46 0D 0A 1A"
    case .empty: "it is empty"
    case .headerCut(let count):
      "it is cut off: it has \(count) bytes, and the header of a trace alone takes \(Header.byteCount)"
    case .version(let version):
      "it is in version \(version) of the format; this tool reads version \(Header.version)"
    case .beingSetUp: "its program had not begun to record"
    case .ended: "it has become shorter meanwhile"
    case .damagedHeader(let what): "its header is damaged: it has \(what)"
    }
  }

  /// What the user can do.
  public var remedy: String {
    switch self {
    case .errno, .unusable: "check the path"
    case .foreign, .empty:
      "run a program that is built with the trait Tracing and EXTERNREF_TRACE=FILE in its environment"
    case .headerCut, .damagedHeader, .ended: "copy the file again, or run the program again"
    case .version: "use the tool of the release that the program was built with"
    case .beingSetUp: "wait a moment, and try again"
    }
  }
}
