internal import Model

extension Replay {
  /// How a moment's numbers are written out.
  struct Names {
    let catalogue: Catalogue
    let text: (UInt32) -> String?
  }

  /// Which of the objects are wanted.
  enum Choice {
    case all
    case oldest(Int)
    case youngest(Int)
  }

  /// All that lived, or a part of it.
  ///
  /// - Complexity: O(*n*) in the number of objects and handles, and the sorting of what is chosen.
  func snapshot(_ names: Names, _ choice: Choice = .all) -> Snapshot {
    let chosen = range(of: choice)
    var owners: [(order: UInt64, handle: Handle)] = []
    handles.forEach { _, handle in
      guard chosen.contains(handle.object) else { return }
      owners.append((UInt64(handle.object) << 32 | UInt64(handle.number), handle))
    }
    owners.sort { $0.order < $1.order }
    var living: [(number: UInt32, object: Object)] = []
    objects.forEach { if chosen.contains($0) { living.append(($0, $1)) } }
    living.sort { $0.number < $1.number }
    var next = 0
    return Snapshot(
      objects: living.map { number, object in
        // What a dead object left behind: its end is known, and the drops of its handles are not.
        while next < owners.count, owners[next].handle.object < number { next += 1 }
        let start = next
        while next < owners.count, owners[next].handle.object == number { next += 1 }
        return summary(of: object, number, owners: owners[start..<next].lazy.map(\.handle), names)
      })
  }

  /// The numbers between which the chosen objects lie.
  private func range(of choice: Choice) -> ClosedRange<UInt32> {
    let limit: Int
    switch choice {
    case .all: return 0...(.max)
    case .oldest(let count), .youngest(let count): limit = count
    }
    guard limit > 0 else { return 0...0 }
    guard objects.count > limit else { return 0...(.max) }
    var numbers: [UInt32] = []
    numbers.reserveCapacity(objects.count)
    objects.forEach { number, _ in numbers.append(number) }
    numbers.sort()
    if case .oldest = choice { return 0...numbers[limit - 1] }
    return numbers[numbers.count - limit]...(.max)
  }

  func summary(
    of object: Object, _ number: UInt32, owners: some Sequence<Handle>, _ names: Names
  ) -> ObjectSummary {
    ObjectSummary(
      object: ObjectID(Int(number)), type: names.type(object.type), value: names.value(of: object.type),
      count: Int(count(of: number, object)),
      owners: Owners(owners.lazy.map { Owner.handle(traced($0, names, at: time)) }), pointers: [],
      address: nil,
      origin: .call(birth(of: object, names)))
  }

  func birth(of object: Object, _ names: Names) -> ObjectSummary.Birth {
    ObjectSummary.Birth(
      site: names.catalogue.site(numbered: object.site), event: Int(object.event), time: Int(object.time),
      thread: Names.thread(object.thread), isOlder: object.isOlder,
      valueSize: names.catalogue.type(numbered: object.type)?.valueSize)
  }

  /// - Parameter moment: when it is looked at; nil in an event.
  func traced(_ handle: Handle, _ names: Names, at moment: Int64?) -> TracedHandle {
    let inside = inside(handle)
    return TracedHandle(
      number: Int(handle.number), site: names.catalogue.site(numbered: handle.site),
      origin: names.catalogue.site(numbered: handle.origin), label: names.text(handle.label),
      thread: Names.thread(handle.thread), time: Int(handle.time), age: moment.map { Int($0 - handle.time) },
      isRaw: handle.isRaw, inside: inside == 0 ? nil : ObjectID(Int(inside)))
  }
}

extension Replay.Names {
  func type(_ number: UInt32) -> String { catalogue.type(numbered: number)?.name ?? "unknown type" }

  /// What is known of a value: what it is, and how large.
  func value(of number: UInt32) -> Value {
    guard let type = catalogue.type(numbered: number) else { return .symbol("") }
    if type.isClass { return .symbol("a class instance") }
    return .symbol("\(type.valueSize) \(type.valueSize == 1 ? "byte" : "bytes")")
  }

  static func thread(_ ordinal: UInt32) -> Int? {
    ordinal == 0 || ordinal == Slot.unnumberedThread ? nil : Int(ordinal)
  }
}
