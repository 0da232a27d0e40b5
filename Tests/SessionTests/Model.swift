@testable import Model
@testable import Session

/// A simple picture of what a session must do, that shares no code with it. It keeps no counts: whoever asks for
/// one gets the owners counted, one by one.
struct Model {
  private enum Content {
    case handle(Int)
    case raw(Int, Ownership)
    case departed
  }

  private enum Ownership {
    case none, one, spent
  }

  private var names: [String: Content] = [:]
  /// The names from the one that was bound first to the one that was bound last.
  private var order: [String] = []
  /// What each live cell holds.
  private var held: [Int: Int] = [:]
  private var kinds: [Int: Kind] = [:]
  /// The numbers of the live counters.
  private var sums: [Int: Int] = [:]
  /// Counts that `into_raw` took and whose pointers are gone.
  private var lost: [Int] = []
  /// Handles between their making and their binding.
  private var loose: [Int] = []
  private var lastObject = 0
  /// What the line has done so far, in the short form of `Event.brief`.
  private var events: [String] = []

  /// What an error does: the line has no other event.
  private struct Refusal: Error {
    let code: ErrorCode
  }

  // MARK: Counts

  func count(of object: Int) -> Int {
    var count = loose.count { $0 == object } + lost.count { $0 == object }
    count += held.values.count { $0 == object }
    for content in names.values {
      switch content {
      case .handle(object), .raw(object, .one): count += 1
      default: break
      }
    }
    return count
  }

  /// The live objects and their counts.
  var counts: [Int: Int] {
    Dictionary(uniqueKeysWithValues: kinds.keys.map { ($0, count(of: $0)) })
  }

  /// Drops a count that has left its owner already.
  private mutating func drop(_ object: Int, from owner: String) {
    let count = count(of: object)
    events.append("@\(object) \(count + 1)>\(count) \(owner)")
    guard count == 0 else { return }
    events.append("end @\(object)")
    kinds[object] = nil
    sums[object] = nil
    if let orphan = held.removeValue(forKey: object) { drop(orphan, from: "@\(object)") }
  }

  // MARK: Lines

  /// What a command must answer.
  mutating func perform(_ command: Command) -> String {
    events = []
    do throws(Refusal) {
      try attempt(command)
      return events.joined(separator: "; ")
    } catch {
      return error.code.rawValue
    }
  }

  /// What the end of the session must answer.
  mutating func end() -> String {
    events = []
    for name in order.reversed() {
      if case .handle(let object) = names[name] {
        names[name] = .departed
        drop(object, from: name)
      }
    }
    if !kinds.isEmpty { events.append("leak " + kinds.keys.sorted().map { "@\($0)" }.joined(separator: " ")) }
    return events.joined(separator: "; ")
  }

  private func handle(_ name: String) throws(Refusal) -> Int {
    switch names[name] {
    case .handle(let object): return object
    case .raw: throw Refusal(code: .wrongRole)
    case .departed: throw Refusal(code: .departedName)
    case nil: throw Refusal(code: .unknownName)
    }
  }

  private func pointer(_ name: String) throws(Refusal) -> (object: Int, ownership: Ownership) {
    switch names[name] {
    case .raw(let object, let ownership):
      guard kinds[object] != nil else { throw Refusal(code: .danglingPointer) }
      return (object, ownership)
    case .handle: throw Refusal(code: .wrongRole)
    case .departed: throw Refusal(code: .departedName)
    case nil: throw Refusal(code: .unknownName)
    }
  }

  private func object(_ name: String, needing kind: Kind) throws(Refusal) -> Int {
    let object = try handle(name)
    guard kinds[object] == kind else { throw Refusal(code: .wrongType) }
    return object
  }

  private mutating func attempt(_ command: Command) throws(Refusal) {
    switch command {
    case .new(let target, let kind, let content, _):
      let inside = try content.map { (name) throws(Refusal) in try handle(name) }
      lastObject += 1
      let object = lastObject
      kinds[object] = kind
      if kind == .counter { sums[object] = 0 }
      if let inside {
        held[object] = inside
        let count = count(of: inside)
        events.append("@\(inside) \(count - 1)>\(count) @\(object)")
      }
      loose.append(object)
      events.append("new @\(object) \(kind.rawValue) 1 \(target ?? "-")")
      bind(object, to: target)
    case .failingNew: throw Refusal(code: .system)
    case .clone(let target, let name):
      makeClone(of: try handle(name), for: target)
    case .move(let target, let name):
      let object = try handle(name)
      takeHandle(object, from: name)
      events.append("move @\(object) \(name)>\(target ?? "-") \(count(of: object))")
      bind(object, to: target)
    case .drop(let dropped):
      var objects: [Int] = []
      for name in dropped { objects.append(try handle(name)) }
      guard Set(dropped).count == dropped.count else { throw Refusal(code: .repeatedName) }
      for (name, object) in zip(dropped, objects) {
        names[name] = .departed
        drop(object, from: name)
      }
    case .asRaw(let target, let name):
      let object = try handle(name)
      events.append("raw @\(object) \(target ?? "-") \(count(of: object))")
      if let target { bind(.raw(object, .none), to: target) }
    case .cloneFromRaw(let target, let name):
      makeClone(of: try pointer(name).object, for: target)
    case .intoRaw(let target, let name):
      let object = try handle(name)
      takeHandle(object, from: name)
      events.append("raw @\(object) \(target ?? "-") \(count(of: object)) from \(name)")
      loose.removeLast()
      if let target {
        bind(.raw(object, .one), to: target)
      } else {
        lost.append(object)
        events.append("lost @\(object) -")
      }
    case .fromRaw(let target, let name):
      let (object, ownership) = try pointer(name)
      guard ownership == .one else { throw Refusal(code: .nothingOwned) }
      names[name] = .raw(object, .spent)
      loose.append(object)
      events.append("move @\(object) *\(name)>\(target ?? "-") \(count(of: object))")
      bind(object, to: target)
    case .put(let cellName, let name):
      // The words are read from left to right, each with all that it must be.
      let cell = try object(cellName, needing: .cell)
      let new = try handle(name)
      let old = held[cell]
      let count = count(of: new)
      events.append("@\(new) \(count)>\(count + 1) @\(cell)")
      held[cell] = new
      // The new handle goes in before the old one is dropped; both may be the same object's.
      if let old { drop(old, from: "@\(cell)") }
    case .take(let target, let name):
      let cell = try object(name, needing: .cell)
      guard let object = held.removeValue(forKey: cell) else { throw Refusal(code: .emptyCell) }
      loose.append(object)
      events.append("move @\(object) @\(cell)>\(target ?? "-") \(count(of: object))")
      bind(object, to: target)
    case .get(let target, let name):
      let asked = try handle(name)
      if let value = value(of: asked) {
        guard target == nil else { throw Refusal(code: .nothingToBind) }
        events.append(value)
      } else {
        guard let object = held[asked] else { throw Refusal(code: .emptyCell) }
        makeClone(of: object, for: target)
      }
    case .increment(let name, let amount):
      let asked = try handle(name)
      guard kinds[asked] != .string else { throw Refusal(code: .sharedImmutability) }
      let counter = try object(name, needing: .counter)
      let sum = sums[counter, default: 0] + amount
      sums[counter] = sum
      events += ["@\(counter) is \(sum)", "\(sum)"]
    case .race(let name):
      let object = try handle(name)
      events.append("race @\(object) \(count(of: object))>\(count(of: object))")
    case .count(let name): events.append("\(count(of: try handle(name)))")
    case .expectCount(let name, let count):
      guard self.count(of: try handle(name)) == count else { throw Refusal(code: .expectation) }
      events.append("ok")
    case .isType(let name, let kind): events.append("\(kinds[try handle(name)] == kind)")
    case .downcast(let name, let kind):
      let object = try handle(name)
      let value = kind == .cell ? held[object].map { "@\($0)" } ?? "empty" : value(of: object)
      events.append(kinds[object] == kind ? value ?? "" : "null")
    case .isSame(let a, let b): events.append("\(try handle(a) == handle(b))")
    }
  }

  /// The value that an object has; nil for cells.
  private func value(of object: Int) -> String? {
    switch kinds[object] {
    case .string: "\"x\""
    case .counter: "\(sums[object, default: 0])"
    case .file: "/dev/null"
    case .cell, .module, nil: nil
    }
  }

  private mutating func makeClone(of object: Int, for target: String?) {
    loose.append(object)
    let count = count(of: object)
    events.append("@\(object) \(count - 1)>\(count) \(target ?? "-")")
    bind(object, to: target)
  }

  private mutating func takeHandle(_ object: Int, from name: String) {
    names[name] = .departed
    loose.append(object)
  }

  /// Gives the loose handle to a name, or drops it.
  private mutating func bind(_ object: Int, to target: String?) {
    loose.removeLast()
    if let target {
      bind(.handle(object), to: target)
    } else {
      drop(object, from: "-")
    }
  }

  private mutating func bind(_ content: Content, to name: String) {
    let old = names.updateValue(content, forKey: name)
    order.removeAll { $0 == name }
    order.append(name)
    switch old {
    case .handle(let object): drop(object, from: name)
    case .raw(let object, .one):
      lost.append(object)
      events.append("lost @\(object) \(name)")
    default: break
    }
  }
}
