internal import Model
internal import ExternRef
internal import Files
internal import Synchronization

/// What the shell puts behind its handles: a value that knows its object's number and reports its end.
///
/// The shell never concludes from a count that an object must be gone. The value's own end says so.
struct Tracked<Value: ~Copyable & Sendable>: ~Copyable, Sendable {
  let life: Life
  let value: Value

  init(_ value: consuming Value, object: ObjectID, graveyard: Graveyard) {
    self.life = Life(object: object, graveyard: graveyard)
    self.value = value
  }
}

/// The life of an object: ends when the object's value is destroyed.
///
/// A type of its own because it must not be generic: before Swift 6.4, code that destroys a value of a type that it
/// knows only at run time skips the `deinit` of a generic noncopyable struct (swiftlang/swift#89117).
struct Life: ~Copyable, Sendable {
  let object: ObjectID
  private let graveyard: Graveyard

  init(object: ObjectID, graveyard: Graveyard) {
    self.object = object
    self.graveyard = graveyard
  }

  deinit {
    graveyard.note(deathOf: object)
  }
}

typealias StringObject = Tracked<String>
typealias CounterObject = Tracked<Counter>
typealias FileObject = Tracked<Mutex<OpenFile>>
typealias CellObject = Tracked<Cell>
typealias ModuleObject = Tracked<Guest>

extension Kind {
  /// Whether the handle's dynamic type is this kind's.
  func matches(_ handle: borrowing VMExternRef) -> Bool {
    switch self {
    case .string: handle.is(StringObject.self)
    case .counter: handle.is(CounterObject.self)
    case .file: handle.is(FileObject.self)
    case .cell: handle.is(CellObject.self)
    case .module: handle.is(ModuleObject.self)
    }
  }

  /// Downcasts the handle to this kind and describes the value, or returns nil when its type is another.
  func describe(_ handle: borrowing VMExternRef) -> Value? {
    switch self {
    case .string: handle.withValue(as: StringObject.self) { .text($0.value) }
    case .counter: handle.withValue(as: CounterObject.self) { .integer($0.value.count) }
    case .file: handle.withValue(as: FileObject.self) { $0.value.withLock { .path($0.path) } }
    case .cell: handle.withValue(as: CellObject.self) { $0.value.held.map(Value.object) ?? .symbol("empty") }
    case .module: handle.withValue(as: ModuleObject.self) { .path($0.value.path) }
    }
  }

  /// The number of the object behind a handle of this kind, or nil when its type is another.
  func object(of handle: borrowing VMExternRef) -> ObjectID? {
    switch self {
    case .string: handle.withValue(as: StringObject.self) { $0.life.object }
    case .counter: handle.withValue(as: CounterObject.self) { $0.life.object }
    case .file: handle.withValue(as: FileObject.self) { $0.life.object }
    case .cell: handle.withValue(as: CellObject.self) { $0.life.object }
    case .module: handle.withValue(as: ModuleObject.self) { $0.life.object }
    }
  }
}
