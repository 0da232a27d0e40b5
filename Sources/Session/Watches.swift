internal import ExternRef

/// The names whose counts are shown after each line.
struct Watches {
  private(set) var names: [String] = []
  private var lastLook: [String: (object: ObjectID, count: Int)] = [:]

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  mutating func remove(_ name: String) {
    names.removeAll { $0 == name }
    lastLook[name] = nil
  }

  mutating func removeAll() {
    self = Watches()
  }

  /// Looks at the counts, and remembers them for the next look.
  mutating func look(at bindings: Names) -> [Event.WatchedCount] {
    var looked: [Event.WatchedCount] = []
    for name in names {
      guard let binding = bindings[name], binding.isHandle else {
        lastLook[name] = nil
        looked.append(Event.WatchedCount(name: name, state: .unbound))
        continue
      }
      let (object, count) = binding.withOwned { ($0.object, $0.handle.strongCount) }
      // A name that holds another object now has no count from before.
      let before = lastLook[name].flatMap { $0.object == object ? $0.count : nil }
      looked.append(Event.WatchedCount(name: name, state: .bound(object, before: before, count: count)))
      lastLook[name] = (object, count)
    }
    return looked
  }
}
