/// Why the engine, or the bridge to it, refused.
public struct WasmError: Error, CustomStringConvertible {
  public enum Kind: Sendable {
    /// The engine's library is absent, too old, too new, or something else.
    case library
    /// The module is no valid WebAssembly.
    case module
    /// The module's imports are not all there, or not of the types that it wants.
    case link
    /// WebAssembly code trapped.
    case trap(TrapCode?)
    /// WebAssembly code threw an exception that no code caught.
    case exception
    /// A function of the host threw: see ``cause``.
    case host
    /// A value of the wrong type or from another store, a wrong number of arguments, an index out of range.
    case usage
    /// The engine is out of what it may use.
    case resources
  }

  public let kind: Kind
  /// What went wrong, in one line.
  public let message: String
  /// What the engine adds: the place in a text, the calls that led to a trap. May be empty.
  public let details: String
  /// What a function of the host threw.
  public let cause: (any Error)?

  public init(_ kind: Kind, _ message: String, details: String = "", cause: (any Error)? = nil) {
    self.kind = kind
    self.message = message
    self.details = details
    self.cause = cause
  }

  /// Makes one line of what the engine says: the innermost cause, which stands last.
  init(_ kind: Kind, engine text: String) {
    let lines = text.split(separator: "\n")
    let reason = lines.lastIndex { $0 == "Caused by:" }.map { lines[($0 + 1)...] } ?? lines[...]
    self.init(kind, reason.first.map { String($0.drop { $0 == " " }) } ?? "no reason given", details: text)
  }

  public var description: String { message }
}

/// The engine's number for a kind of trap.
public struct TrapCode: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let stackOverflow = TrapCode(rawValue: 0)
  public static let interrupt = TrapCode(rawValue: 10)
  public static let outOfFuel = TrapCode(rawValue: 11)
}
