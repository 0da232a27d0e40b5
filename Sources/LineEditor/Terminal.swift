public import Files
internal import Glibc
public import SystemPackage

/// Facts about the terminal behind a descriptor.
public enum Terminal {
  /// The number of character cells.
  public struct Size: Sendable, Equatable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// Whether the descriptor is a terminal (`isatty`).
  public static func isTerminal(_ descriptor: FileDescriptor) -> Bool {
    isatty(descriptor.rawValue) == 1
  }

  /// The size right now (`TIOCGWINSZ`), or nil where there is no terminal or where it does not know its size.
  public static func size(_ descriptor: FileDescriptor) -> Size? {
    var size = winsize()
    // SAFETY: TIOCGWINSZ fills in a `winsize`, and `size` outlives the call.
    guard unsafe ioctl(descriptor.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
  }

  /// Whether a terminal with this value of `TERM` understands no escape sequences at all.
  public static func isDumb(term: String? = Environment["TERM"]) -> Bool {
    guard let term, !term.isEmpty else { return true }
    return term == "dumb"
  }
}
