/// The number of an object, in the order of creation from 1. Numbers are never used twice in a session, so
/// one tells objects apart that stood at the same address one after the other.
@frozen
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let number: Int

  @inlinable
  public init(_ number: Int) {
    self.number = number
  }

  public static func < (a: ObjectID, b: ObjectID) -> Bool { a.number < b.number }

  public var description: String { "@\(number)" }
}
