internal import Model
internal import ExternRef
internal import Files
internal import Synchronization

/// A request for a new object, read from the line and checked, but not yet carried out.
enum Construction {
  case string(String)
  case counter(Int)
  case file(Argument<String>, OpenFile.Mode)
  case cell(Argument<Binding>?)

  var kind: Kind {
    switch self {
    case .string: .string
    case .counter: .counter
    case .file: .file
    case .cell: .cell
    }
  }
}

extension CommandTable {
  static let making = [
    Verb(
      "new", construction, group: .make, yields: .handle,
      summary: "make an object, and a handle to it with the count 1",
      example: ["a = new string \"hello\"", "n = new counter 41", "c = new cell a"]
    ) { (call, construction) throws(Failure) in
      try call.session.make(construction, inPlace: false)
    },
    Verb(
      "new_with", construction, group: .make, yields: .handle,
      summary: "the same, with the value constructed in its block; a constructor that fails leaves nothing",
      example: ["f = new_with file notes.txt", "g = new_with counter 7"]
    ) { (call, construction) throws(Failure) in
      try call.session.make(construction, inPlace: true)
    },
  ]
}

extension CommandTable {
  /// What to make: its kind, and what that takes.
  fileprivate static var construction: Parameter<Construction> {
    let text = text("text")
    let start = optional(number("N"))
    let path = path("PATH")
    let mode = optional(choice("mode of a file", of: OpenFile.Mode.self))
    let held = optional(handle)
    let forms = [
      (Kind.string, [text.shape]), (.counter, [start.shape]), (.file, [path.shape, mode.shape]),
      (.cell, [held.shape]),
    ].compactMap { (kind, shapes) in kind.keyword.map { ($0, shapes) } }
    let shape = Shape.alternatives(forms.map { [.keyword($0)] + $1 })
    return Parameter(shape: shape) { call throws(Failure) in
      let word = try call.word(shape)
      switch Kind.allCases.first(where: { $0.keyword == word.text }) {
      case .string: return .string(try text.read(&call))
      case .counter: return .counter(try start.read(&call) ?? 0)
      case .file: return .file(try path.read(&call), try mode.read(&call) ?? .readWrite)
      case .cell: return .cell(try held.read(&call))
      case .module, nil:
        throw .unknownWord(word, of: Kind.allCases.compactMap(\.keyword), as: "object kind")
      }
    }
  }
}

extension Session {
  /// Makes an object and the first handle to it.
  fileprivate func make(_ construction: Construction, inPlace: Bool) throws(Failure) -> Production {
    let object = ledger.nextObject
    let handle: VMExternRef
    switch construction {
    case .string(let text):
      handle = wrap(as: object, inPlace: inPlace) { text }
    case .counter(let start):
      handle = wrap(as: object, inPlace: inPlace) { Counter(start) }
    case .file(let path, let mode):
      handle = try wrap(as: object, inPlace: inPlace) { () throws(Failure) in
        do throws(FileProblem) {
          return Mutex(try OpenFile(path: path.value, mode: mode, calls: fileCalls))
        } catch {
          throw Failure(error, opening: path, liveCount: inPlace ? liveCount : nil)
        }
      }
    case .cell(let held):
      handle = wrap(as: object, inPlace: inPlace) {
        Cell(held.map { heap.clone($0.value, for: .cell(object)) }, object: object, graveyard: heap.graveyard)
      }
    }
    let owned = OwnedHandle(object: object, handle: handle)
    heap.enter(owned, kind: construction.kind)
    return .handle(owned, .created(construction.kind))
  }

  /// Puts a value behind a handle: constructed first and then moved into its block, or in the block itself.
  func wrap<Value: ~Copyable & Sendable, E: Error>(
    as object: ObjectID, inPlace: Bool, _ construct: () throws(E) -> Value
  ) throws(E) -> VMExternRef {
    if inPlace {
      return try VMExternRef { () throws(E) in
        Tracked(try construct(), object: object, graveyard: heap.graveyard)
      }
    }
    return VMExternRef(Tracked(try construct(), object: object, graveyard: heap.graveyard))
  }
}

extension Failure {
  /// - Parameter liveCount: given for in-place construction, to say that nothing was left behind.
  init(_ problem: FileProblem, opening path: Argument<String>, liveCount: Int? = nil) {
    let failure =
      switch problem {
      case .errno(let errno):
        Failure.system(errno, opening: path.value, to: "open", at: path.token.range)
      case .unusable(let obstacle):
        Failure.unusableFile(obstacle, path: path.value, at: path.token.range)
      }
    guard let liveCount else {
      self = failure
      return
    }
    let aftermath =
      "; the constructor failed: its block is freed, no handle exists, \(liveCount) live as before"
    self.init(failure.code, failure.message + aftermath, failure.remedy, at: failure.range)
  }
}
