import Synchronization

/// Counts the values that were made and destroyed under its eyes.
public final class LifetimeTracker: Sendable {
  private let born = Atomic(0)
  private let died = Atomic(0)

  public init() {}

  /// How many values were made so far.
  public var made: Int { born.load(ordering: .sequentiallyConsistent) }

  /// How many values were destroyed so far. More than were made, if one was destroyed twice.
  public var destroyed: Int { died.load(ordering: .sequentiallyConsistent) }

  /// How many values are alive.
  public var live: Int { made - destroyed }

  fileprivate func begin() { born.add(1, ordering: .relaxed) }

  fileprivate func end() { died.add(1, ordering: .relaxed) }
}

/// A move-only value whose destruction its tracker sees.
public struct Tracked: ~Copyable, Sendable {
  public let payload: Int
  private let tracker: LifetimeTracker

  public init(_ tracker: LifetimeTracker, payload: Int = 0) {
    self.payload = payload
    self.tracker = tracker
    tracker.begin()
  }

  deinit { tracker.end() }
}

/// An object whose destruction its tracker sees.
public final class TrackedObject: Sendable {
  public let payload: Int
  private let tracker: LifetimeTracker

  public init(_ tracker: LifetimeTracker, payload: Int = 0) {
    self.payload = payload
    self.tracker = tracker
    tracker.begin()
  }

  deinit { tracker.end() }
}
