/// How far a race has come.
public struct RaceProgress: Sendable {
  public let object: ObjectID
  public let threads: Int
  /// The count before the race, and at this moment.
  public let before: Int
  public let count: Int
  /// How many of all clones have been made and dropped.
  public let done: Int
  public let total: Int

  package init(object: ObjectID, threads: Int, before: Int, count: Int, done: Int, total: Int) {
    self.object = object
    self.threads = threads
    self.before = before
    self.count = count
    self.done = done
    self.total = total
  }
}
