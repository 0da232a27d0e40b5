internal import Model
internal import ExternRef

/// The names whose counts are shown after each line.
struct Watches {
  private(set) var names: [String] = []
  private var lastLooks: [String: (object: ObjectID, counts: [Int])] = [:]

  /// How many looks at a name are remembered.
  static let remembered = 24

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  mutating func remove(_ name: String) {
    names.removeAll { $0 == name }
    lastLooks[name] = nil
  }

  mutating func removeAll() {
    self = Watches()
  }

  /// Looks at the counts, and remembers them for the next look.
  mutating func look(at bindings: Names) -> [Event.WatchedCount] {
    var looked: [Event.WatchedCount] = []
    for name in names {
      guard let binding = bindings[name], binding.isHandle else {
        lastLooks[name] = nil
        looked.append(Event.WatchedCount(name: name, state: .unbound))
        continue
      }
      let (object, count) = binding.withHandle { ($0.object, $0.handle.strongCount) }
      // A name that holds another object now has no count from before.
      var counts = lastLooks[name].flatMap { $0.object == object ? $0.counts : nil } ?? []
      let before = counts.last
      counts = counts.suffix(Self.remembered - 1) + [count]
      looked.append(
        Event.WatchedCount(name: name, state: .bound(object, before: before, count: count), recent: counts))
      lastLooks[name] = (object, counts)
    }
    return looked
  }
}
