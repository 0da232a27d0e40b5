internal import WasmEngine

/// What a module exports and imports: what `wasm exports` tells.
public struct ModuleInterface: Sendable, Equatable {
  /// Something that a module exports or imports.
  public struct Item: Sendable, Equatable {
    /// The module that it is imported from; nil for an export.
    public let module: String?
    public let name: String
    /// `function`, `table`, `global`, `memory` or `something else`.
    public let kind: String
    /// The type as text: `(externref) -> (i64)`, `mutable i32`.
    public let type: String
  }

  public let object: ObjectID
  public let exports: [Item]
  public let imports: [Item]
}

extension ModuleInterface {
  init(_ module: Module, of object: ObjectID) {
    self.init(
      object: object, exports: module.exports.map { Item(module: nil, name: $0.name, $0.type) },
      imports: module.imports.map { Item(module: $0.module, name: $0.name, $0.type) })
  }
}

extension ModuleInterface.Item {
  fileprivate init(module: String?, name: String, _ type: ExternType) {
    self.module = module
    self.name = name
    switch type {
    case .function(let type): (kind, self.type) = ("function", type.description)
    case .table(let element): (kind, self.type) = ("table", element.rawValue)
    case .global(let content, let isMutable):
      (kind, self.type) = ("global", (isMutable ? "mutable " : "") + content.rawValue)
    case .memory: (kind, self.type) = ("memory", "")
    case .other: (kind, self.type) = ("something else", "")
    }
  }
}

/// What is in a table: what `wasm table` tells.
public struct TableContents: Sendable, Equatable {
  public struct Slot: Sendable, Equatable {
    public let index: Int
    public let value: Value
  }

  public let size: Int
  public let element: String
  /// The slots that are not null, the first ones if there are very many.
  public let slots: [Slot]
  /// How many further slots are not null.
  public let omitted: Int

  static let shownSlots = 1_000

  /// The slots as `expect` compares them: `[@1,null]`.
  var word: String {
    var next = slots.makeIterator()
    var slot = next.next()
    let words = (0..<min(size, Self.shownSlots)).map { index in
      guard let here = slot, here.index == index else { return "null" }
      slot = next.next()
      return here.value.word ?? "null"
    }
    return "[\(words.joined(separator: ","))]"
  }
}
