/// Lines that were taken back, or brought back.
public struct TimeTravel: Sendable, Equatable {
  public enum Direction: Sendable, Equatable {
    case back, forth
  }

  public let direction: Direction
  /// The lines, oldest first, without what they did.
  public let lines: [RecordedLine]
  /// What is another way than before.
  public let difference: SnapshotDifference
  /// The paths of the files that the lines opened or wrote to. These stay as they are.
  public let files: [String]

  package init(
    _ direction: Direction, lines: [RecordedLine], difference: SnapshotDifference, files: [String]
  ) {
    self.direction = direction
    self.lines = lines
    self.difference = difference
    self.files = files
  }
}
