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
    case .new(let target, let kind, let content):
      let inside = try content.map { (name) throws(Refusal) in try handle(name) }
      lastObject += 1
      let object = lastObject
      kinds[object] = kind
      if let inside {
        held[object] = inside
        let count = count(of: inside)
        events.append("@\(inside) \(count - 1)>\(count) @\(object)")
      }
      loose.append(object)
      events.append("new @\(object) \(kind.rawValue) 1 \(target ?? "-")")
      bind(object, to: target)
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
      // Names are looked up before anything else.
      _ = try handle(cellName)
      let new = try handle(name)
      let cell = try object(cellName, needing: .cell)
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
      if let value = kinds[asked].flatMap(Self.value(of:)) {
        guard target == nil else { throw Refusal(code: .nothingToBind) }
        events.append(value)
      } else {
        guard let object = held[asked] else { throw Refusal(code: .emptyCell) }
        makeClone(of: object, for: target)
      }
    case .count(let name):
      events.append("\(count(of: try handle(name)))")
    }
  }

  /// The value that each object of a kind has; nil for cells.
  private static func value(of kind: Kind) -> String? {
    switch kind {
    case .string: "\"x\""
    case .counter: "0"
    case .file: "/dev/null"
    case .cell: nil
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

/// A line of a random session.
enum Command {
  case new(String?, Kind, content: String?)
  case clone(String?, String)
  case move(String?, String)
  case drop([String])
  case asRaw(String?, String)
  case cloneFromRaw(String?, String)
  case intoRaw(String?, String)
  case fromRaw(String?, String)
  case put(String, String)
  case take(String?, String)
  case get(String?, String)
  case count(String)

  /// The command as a line of the shell.
  var line: String {
    func assignment(_ target: String?) -> String { target.map { "\($0) = " } ?? "" }
    return switch self {
    case .new(let target, .string, _): "\(assignment(target))new string \"x\""
    case .new(let target, .counter, _): "\(assignment(target))new_with counter"
    case .new(let target, .file, _): "\(assignment(target))new file /dev/null"
    case .new(let target, .cell, let content): "\(assignment(target))new cell \(content ?? "")"
    case .clone(let target, let name): "\(assignment(target))clone \(name)"
    case .move(let target, let name): "\(assignment(target))move \(name)"
    case .drop(let names): "drop \(names.joined(separator: " "))"
    case .asRaw(let target, let name): "\(assignment(target))as_raw \(name)"
    case .cloneFromRaw(let target, let name): "\(assignment(target))clone_from_raw \(name)"
    case .intoRaw(let target, let name): "\(assignment(target))into_raw \(name)"
    case .fromRaw(let target, let name): "\(assignment(target))from_raw \(name)"
    case .put(let cell, let name): "put \(cell) \(name)"
    case .take(let target, let name): "\(assignment(target))take \(name)"
    case .get(let target, let name): "\(assignment(target))get \(name)"
    case .count(let name): "strong_count \(name)"
    }
  }

  /// Draws a command. There are few names, so that they meet often.
  static func random(using generator: inout some RandomNumberGenerator) -> Command {
    func name() -> String { String("abcdefgh".randomElement(using: &generator)!) }
    func target() -> String? { Int.random(in: 0..<6, using: &generator) == 0 ? nil : name() }
    switch Int.random(in: 0..<30, using: &generator) {
    case 0..<4:
      let kind = Kind.allCases.randomElement(using: &generator)!
      return .new(target(), kind, content: nil)
    case 4..<7: return .new(target(), .cell, content: name())
    case 7..<11: return .clone(target(), name())
    case 11..<13: return .move(target(), name())
    case 13..<16: return .drop((0..<Int.random(in: 1...3, using: &generator)).map { _ in name() })
    case 16..<18: return .asRaw(target(), name())
    case 18..<20: return .cloneFromRaw(target(), name())
    case 20: return .intoRaw(target(), name())
    case 21: return .fromRaw(target(), name())
    case 22..<26: return .put(name(), name())
    case 26: return .take(target(), name())
    case 27: return .get(target(), name())
    default: return .count(name())
    }
  }
}
