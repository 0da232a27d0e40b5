/// A moment that can be gone back to.
public enum Moment: Sendable, Equatable {
  /// When this line of a session was over; 0 is before the first.
  case line(Int)
  /// When this event of a traced program was over; 0 is before the first.
  case event(TraceMoment)

  public var number: Int {
    switch self {
    case .line(let number): number
    case .event(let moment): moment.event
    }
  }
}

/// A moment of a traced program.
public struct TraceMoment: Sendable, Equatable {
  /// How many events are over.
  public let event: Int
  /// Milliseconds since the trace began.
  public let time: Int
  /// The name that the program gave it.
  public let mark: String?
  /// Whether it is the end of the trace.
  public let isEnd: Bool

  package init(event: Int, time: Int, mark: String? = nil, isEnd: Bool = false) {
    self.event = event
    self.time = time
    self.mark = mark
    self.isEnd = isEnd
  }
}
