/// Elements in the order of their coming, of which some may be equal: the owners of an object, or its raw pointers.
///
/// Most objects have one owner. It is stored in place: in a session of a million objects, following a pointer to it
/// would cost a line more than all that the shell itself does for the line. Very many get an index, so that one of them
/// leaves as quickly as it came.
public struct OrderedBag<Element: Hashable & Sendable>: Sendable {
  @usableFromInline
  enum Storage: Sendable {
    case none
    case one(Element)
    /// Two elements at least, and at most ``OrderedBag/searchLimit``.
    case several([Element])
    indirect case many(Table)
  }

  /// How many elements are searched before an index finds them.
  @inlinable static var searchLimit: Int { 32 }

  @usableFromInline var storage = Storage.none

  @inlinable
  public init() {}

  @inlinable
  public init(_ elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  /// - Complexity: O(1) on average.
  @inlinable
  public mutating func append(_ element: Element) {
    if isIndexed {
      var table = takeTable()
      table.append(element)
      storage = .many(table)
      return
    }
    switch storage {
    case .none:
      storage = .one(element)
    case .one(let first):
      storage = .several([first, element])
    case .several(var elements):
      // Let go of first, or appending would copy what both hold.
      storage = .none
      elements.append(element)
      storage = elements.count > Self.searchLimit ? .many(Table(elements)) : .several(elements)
    case .many:
      preconditionFailure("an indexed bag is changed in its table")
    }
  }

  /// Removes the youngest element that equals `element`.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public mutating func removeLast(equalTo element: Element) {
    if isIndexed {
      var table = takeTable()
      table.removeLast(equalTo: element)
      storage = table.count > Self.searchLimit / 2 ? .many(table) : .several(table.elements)
      return
    }
    switch storage {
    case .none:
      break
    case .one(let only):
      if only == element { storage = .none }
    case .several(var elements):
      storage = .none
      if let index = elements.lastIndex(of: element) { elements.remove(at: index) }
      storage = elements.count == 1 ? .one(elements[0]) : .several(elements)
    case .many:
      preconditionFailure("an indexed bag is changed in its table")
    }
  }

  @inlinable var isIndexed: Bool { if case .many = storage { true } else { false } }

  /// Takes the table out, to be changed and put back. The box that an indirect case has lives as long as the pattern that
  /// looks into it, and a table that is changed meanwhile is copied: so the pattern is in a function of its own.
  @inlinable
  @inline(never)
  mutating func takeTable() -> Table {
    guard case .many(let table) = storage else { preconditionFailure("a small bag has no table") }
    storage = .none
    return table
  }

  /// - Complexity: O(1) on average.
  @inlinable
  public func contains(_ element: Element) -> Bool {
    switch storage {
    case .none: false
    case .one(let only): only == element
    case .several(let elements): elements.contains { $0 == element }
    case .many(let table): table.contains(element)
    }
  }
}

extension OrderedBag: BidirectionalCollection {
  @inlinable
  public var startIndex: Int { if case .many(let table) = storage { table.first } else { 0 } }

  @inlinable
  public var endIndex: Int { if case .many(let table) = storage { table.end } else { count } }

  /// - Complexity: O(1)
  @inlinable
  public var count: Int {
    switch storage {
    case .none: 0
    case .one: 1
    case .several(let elements): elements.count
    case .many(let table): table.count
    }
  }

  @inlinable
  public subscript(position: Int) -> Element {
    switch storage {
    case .one(let only) where position == 0: return only
    case .several(let elements): return elements[position]
    case .many(let table): return table[position]
    default: preconditionFailure("there is no element \(position)")
    }
  }

  @inlinable
  public func index(after index: Int) -> Int {
    if case .many(let table) = storage { table.index(after: index) } else { index + 1 }
  }

  @inlinable
  public func index(before index: Int) -> Int {
    if case .many(let table) = storage { table.index(before: index) } else { index - 1 }
  }
}

extension OrderedBag: Equatable {
  @inlinable
  public static func == (a: OrderedBag, b: OrderedBag) -> Bool {
    a.count == b.count && a.elementsEqual(b)
  }
}

extension OrderedBag: ExpressibleByArrayLiteral {
  @inlinable
  public init(arrayLiteral elements: Element...) {
    self.init(elements)
  }
}

extension OrderedBag {
  /// Elements in slots that are linked, with an index of the youngest of those that are equal. A slot whose element has
  /// left is out of the chain, and goes when such slots outnumber the others.
  @usableFromInline
  struct Table: Sendable {
    @usableFromInline
    struct Slot: Sendable {
      @usableFromInline var element: Element?
      /// The slot of the next older element that is equal.
      @usableFromInline let older: Int?
      /// The slots before and behind in the chain; -1 where there is none.
      @usableFromInline var previous: Int
      @usableFromInline var next = -1

      @inlinable init(element: Element?, older: Int?, previous: Int) {
        self.element = element
        self.older = older
        self.previous = previous
      }
    }

    @usableFromInline var slots: [Slot] = []
    @usableFromInline var youngest: [Element: Int] = [:]
    /// The first and the last slot of the chain; there is always one.
    @usableFromInline var first = 0
    @usableFromInline var last = -1
    @usableFromInline var count = 0

    @inlinable init(_ elements: some Sequence<Element>) {
      for element in elements { append(element) }
    }

    /// Behind every slot.
    @inlinable var end: Int { slots.count }

    @inlinable var elements: [Element] { slots.compactMap(\.element) }

    @inlinable mutating func append(_ element: Element) {
      if last >= 0 { slots[last].next = slots.count } else { first = slots.count }
      slots.append(
        Slot(
          element: element, older: youngest.updateValue(slots.count, forKey: element), previous: last))
      last = slots.count - 1
      count += 1
    }

    @inlinable mutating func removeLast(equalTo element: Element) {
      guard let slot = youngest[element] else { return }
      youngest[element] = slots[slot].older
      let (previous, next) = (slots[slot].previous, slots[slot].next)
      slots[slot].element = nil
      if previous >= 0 { slots[previous].next = next } else { first = next }
      if next >= 0 { slots[next].previous = previous } else { last = previous }
      count -= 1
      if slots.count > 2 * count + OrderedBag.searchLimit { self = Table(elements) }
    }

    @inlinable func contains(_ element: Element) -> Bool { youngest[element] != nil }

    @inlinable subscript(slot: Int) -> Element {
      guard let element = slots[slot].element else { preconditionFailure("slot \(slot) is empty") }
      return element
    }

    @inlinable func index(after slot: Int) -> Int {
      let next = slots[slot].next
      return next < 0 ? end : next
    }

    @inlinable func index(before slot: Int) -> Int { slot == end ? last : slots[slot].previous }
  }
}
