/// Lines that free what leaks now, and what would leak at the end of the session. They were tried on a replay of it.
public struct WayOut: Sendable, Equatable {
  /// A line that would have kept objects from leaking.
  public struct Earlier: Sendable, Equatable {
    public let objects: [ObjectID]
    /// The number of the earliest line after which it would have.
    public let afterLine: Int
    public let line: String

    package init(objects: [ObjectID], afterLine: Int, line: String) {
      self.objects = objects
      self.afterLine = afterLine
      self.line = line
    }
  }

  /// Objects that names lead to, and that live on when all names are gone.
  public let pending: [ObjectID]
  /// The lines, in order.
  public let lines: [String]
  /// What leaks all the same.
  public let left: [ObjectID]
  /// For what is left.
  public let earlier: [Earlier]
  /// Why not all was tried; nil when it was.
  public let obstacle: String?

  package init(
    pending: [ObjectID] = [], lines: [String] = [], left: [ObjectID] = [], earlier: [Earlier] = [],
    obstacle: String? = nil
  ) {
    self.pending = pending
    self.lines = lines
    self.left = left
    self.earlier = earlier
    self.obstacle = obstacle
  }
}
