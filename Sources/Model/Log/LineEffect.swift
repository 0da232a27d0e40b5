/// What a line did to one object, all its events taken together.
public struct LineEffect: Sendable, Equatable {
  public let object: ObjectID
  /// The strong count before the line; nil for an object that the line made.
  public package(set) var before: Int?
  /// The strong count after it; 0 for an object that it destroyed.
  public package(set) var after: Int
}

extension RecordedLine {
  /// The objects whose counts or owners the line changed, in the order in which it came to them.
  ///
  /// - Complexity: O(*n*) on average in the number of events.
  public var effects: [LineEffect] {
    var effects: [LineEffect] = []
    var positions: [ObjectID: Int] = [:]
    for event in events {
      guard let object = event.changedObject, let after = event.countAfter else { continue }
      if let position = positions[object] {
        effects[position].after = after
      } else {
        positions[object] = effects.count
        effects.append(LineEffect(object: object, before: event.countBefore, after: after))
      }
    }
    return effects
  }
}
