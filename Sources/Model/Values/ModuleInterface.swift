/// What a module exports and imports: what `wasm exports` shows.
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

    package init(module: String?, name: String, kind: String, type: String) {
      self.module = module
      self.name = name
      self.kind = kind
      self.type = type
    }
  }

  public let object: ObjectID
  public let exports: [Item]
  public let imports: [Item]

  package init(object: ObjectID, exports: [Item], imports: [Item]) {
    self.object = object
    self.exports = exports
    self.imports = imports
  }
}

/// What is in a table: what `wasm table` shows.
public struct TableContents: Sendable, Equatable {
  public struct Slot: Sendable, Equatable {
    public let index: Int
    public let value: Value

    package init(index: Int, value: Value) {
      self.index = index
      self.value = value
    }
  }

  public let size: Int
  public let element: String
  /// The slots that are not null, the first ones if there are very many.
  public let slots: [Slot]
  /// How many further slots are not null.
  public let omitted: Int

  package init(size: Int, element: String, slots: [Slot], omitted: Int) {
    self.size = size
    self.element = element
    self.slots = slots
    self.omitted = omitted
  }

  package static let shownSlots = 1_000

  /// The slots as `expect` compares them: `[@1,null]`.
  package var word: String {
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
