/// Makes snapshots from events: what `.at`, `.diff` and the exports show comes from here.
///
/// Counts are those that the events tell, which were read from handles. Nothing is counted here.
public struct SnapshotReducer: Sendable {
  private struct Name {
    let object: ObjectID
    var holding: Holding
    let order: Int
  }

  private enum Holding {
    case handle
    case rawPointer(owns: Bool, isDangling: Bool)
  }

  private var names: [String: Name] = [:]
  private var objects = ObjectTable<ObjectSummary>()
  private var nextOrder = 0
  /// What sits in the objects of a traced program, and the object that each of these handles is in.
  private var insides: [ObjectID: [(handle: TracedHandle, object: ObjectID)]] = [:]
  private var holders: [TracedHandle: ObjectID] = [:]

  /// Begins with an empty session.
  public init() {}

  /// Begins where a session stands.
  public init(_ snapshot: Snapshot) {
    for name in snapshot.names {
      let holding: Holding =
        switch name.role {
        case .handle: .handle
        case .raw(let ownsCount, let isDangling): .rawPointer(owns: ownsCount, isDangling: isDangling)
        }
      nextOrder += 1
      names[name.name] = Name(object: name.object, holding: holding, order: nextOrder)
    }
    for object in snapshot.objects {
      objects.insert(object, for: object.object)
      for case .handle(let handle) in object.owners { enter(handle, of: object.object) }
    }
  }

  /// The names and objects after the events so far.
  ///
  /// - Complexity: O(*n* log *n*) in the number of names and objects.
  public var snapshot: Snapshot {
    let bound = names.sorted { $0.value.order < $1.value.order }
    return Snapshot(
      names: bound.map { name, content in
        let role: NameSummary.Role =
          switch content.holding {
          case .handle: .handle(count: objects[content.object]?.count ?? 0)
          case .rawPointer(let owns, let isDangling): .raw(ownsCount: owns, isDangling: isDangling)
          }
        return NameSummary(name: name, object: content.object, role: role)
      },
      objects: objects.keys.compactMap { objects[$0] })
  }

  /// The object as it stands after the events so far; nil when it is dead.
  public func object(_ object: ObjectID) -> ObjectSummary? { objects[object] }

  /// The objects that handles in a traced object lead to, once for each handle.
  package func traced(in holder: ObjectID) -> [ObjectID] { insides[holder]?.map(\.object) ?? [] }

  /// The object that an owner sits in, as far as it is known.
  package func holder(of owner: Owner?) -> ObjectID? {
    if case .handle(let handle)? = owner { holders[handle] } else { owner?.place }
  }

  /// How many objects live after the events so far.
  package var liveCount: Int { objects.count }

  /// The object that a name's raw pointer led to and that is dead; nil for any other name.
  package func deadObject(behind name: String) -> ObjectID? {
    if case .rawPointer(_, isDangling: true)? = names[name]?.holding { names[name]?.object } else { nil }
  }

  /// Takes in what a line did.
  ///
  /// - Complexity: O(*n*) in the number of events, for objects with few owners.
  public mutating func apply(_ events: [Event], line: Int) {
    for event in events { apply(event, line: line) }
  }

  /// Takes in one event of a line.
  package mutating func apply(_ event: Event, line: Int) {
    switch event {
    case .created(let creation):
      let object = ObjectSummary(
        object: creation.object, type: creation.type, value: creation.value, count: creation.after,
        owners: [], pointers: [], address: nil, origin: creation.origin ?? .line(line))
      objects.insert(object, for: creation.object)
      acquire(creation.object, by: creation.owner)
    case .cloned(let change):
      objects.update(change.object) { $0.count = change.after }
      acquire(change.object, by: change.owner)
    case .dropped(let change):
      objects.update(change.object) { $0.count = change.after }
      release(change.object, by: change.owner)
    case .moved(let move):
      release(move.object, by: move.from)
      acquire(move.object, by: move.to)
    case .destroyed(let object, _):
      guard let dead = objects.remove(object) else { return }
      for name in dead.pointers { names[name]?.holding = .rawPointer(owns: false, isDangling: true) }
      for case .handle(let handle) in dead.owners { leave(handle) }
      // A handle that outlives the object that it was in has been moved elsewhere meanwhile.
      for (handle, held) in insides.removeValue(forKey: object) ?? [] {
        holders[handle] = nil
        objects.update(held) { summary in
          summary.owners.removeLast(equalTo: .handle(handle))
          var handle = handle
          handle.inside = nil
          summary.owners.append(.handle(handle))
        }
      }
    case .raw(let pointer):
      if let source = pointer.takenFrom {
        release(pointer.object, by: .name(source))
        acquire(pointer.object, by: pointer.name.map(Owner.raw) ?? .lost)
      } else if let name = pointer.name {
        objects.update(pointer.object) { $0.pointers.append(name) }
        bind(name, to: pointer.object, .rawPointer(owns: false, isDangling: false))
      }
    case .lost(let object, let name?):
      release(object, by: .raw(name))
      acquire(object, by: .lost)
    case .changed(let object, let value):
      objects.update(object) { $0.value = value }
    case .lost(_, nil), .value, .expected, .output, .written, .rewound, .logged, .collected, .race,
      .lostUpdates, .watch,
      .report, .error, .leak:
      break
    }
  }

  private mutating func acquire(_ object: ObjectID, by owner: Owner?) {
    guard let owner else { return }
    objects.update(object) { $0.owners.append(owner) }
    switch owner {
    case .name(let name): bind(name, to: object, .handle)
    case .raw(let name): bind(name, to: object, .rawPointer(owns: true, isDangling: false))
    case .cell(let cell): objects.update(cell) { $0.value = .object(object) }
    case .handle(let handle): enter(handle, of: object)
    case .engine, .lost: break
    }
  }

  private mutating func enter(_ handle: TracedHandle, of object: ObjectID) {
    guard let holder = handle.inside else { return }
    holders[handle] = holder
    insides[holder, default: []].append((handle, object))
  }

  private mutating func leave(_ handle: TracedHandle) {
    guard let holder = holders.removeValue(forKey: handle) else { return }
    insides[holder]?.removeAll { $0.handle == handle }
    if insides[holder]?.isEmpty == true { insides[holder] = nil }
  }

  /// Takes a count from its owner. An owner that has taken up something else meanwhile keeps that: a name that is
  /// bound anew, and a cell that is put something in, get the new before they let go of the old.
  private mutating func release(_ object: ObjectID, by owner: Owner?) {
    guard let owner else { return }
    objects.update(object) { $0.owners.removeLast(equalTo: owner) }
    if case .handle(let handle) = owner { leave(handle) }
    if let summary = objects[object], summary.owners.contains(owner) { return }
    switch owner {
    case .name(let name):
      if case .handle? = names[name]?.holding, names[name]?.object == object { names[name] = nil }
    case .raw(let name):
      if case .rawPointer(owns: true, _)? = names[name]?.holding, names[name]?.object == object {
        names[name]?.holding = .rawPointer(owns: false, isDangling: false)
        objects.update(object) { $0.pointers.append(name) }
      }
    case .cell(let cell):
      if objects[cell]?.value == .object(object) { objects.update(cell) { $0.value = .symbol("empty") } }
    case .engine, .lost, .handle: break
    }
  }

  private mutating func bind(_ name: String, to object: ObjectID, _ holding: Holding) {
    if let old = names[name], case .rawPointer(owns: false, _) = old.holding {
      objects.update(old.object) { $0.pointers.removeLast(equalTo: name) }
    }
    nextOrder += 1
    names[name] = Name(object: object, holding: holding, order: nextOrder)
  }
}
