/// How the strong count of an object went over a session.
public struct CountCourse: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    /// The line that changed the count.
    public let line: RecordedLine
    public let count: Int

    package init(line: RecordedLine, count: Int) {
      self.line = line
      self.count = count
    }
  }

  public let object: ObjectID
  public let points: [Point]

  package init(object: ObjectID, points: [Point]) {
    self.object = object
    self.points = points
  }
}

extension Log {
  /// The strong count of an object over the lines that changed it, since the object was made.
  ///
  /// - Complexity: O(*n*) in the number of events.
  public func course(of object: ObjectID) -> CountCourse {
    var points: [CountCourse.Point] = []
    for line in lines {
      var count: Int?
      for event in line.events where event.changedObject == object {
        if case .created = event { points.removeAll() }
        count = event.countAfter ?? count
      }
      if let count, count != points.last?.count {
        points.append(CountCourse.Point(line: line, count: count))
      }
    }
    return CountCourse(object: object, points: points)
  }
}
