/// Values by object number.
///
/// Numbers are given in order and never again, so a table of pages does what a dictionary would, without hashing, with
/// neighbours side by side, and in order. A page goes when its last value does: memory follows the live objects, not
/// the numbers ever given, but for 16 bytes for every 1024 of those. Only the youngest page stays, since the next numbers
/// are due there: otherwise objects that come and go one at a time would cost a page each.
public struct ObjectTable<Element> {
  @usableFromInline
  struct Page {
    @usableFromInline var elements = [Element?](repeating: nil, count: ObjectTable.pageSize)
    @usableFromInline var count = 0

    @inlinable init() {}
  }

  @inlinable static var pageSize: Int { 1_024 }

  @usableFromInline var pages: [Page?] = []

  @inlinable public init() {}

  @usableFromInline var total = 0

  @inlinable public var count: Int { total }

  /// The numbers that have a value, in order.
  ///
  /// - Complexity: O(*n*) in the number ever given.
  @inlinable
  public var keys: [ObjectID] {
    var keys: [ObjectID] = []
    keys.reserveCapacity(count)
    for (page, elements) in pages.enumerated() {
      guard let elements = elements?.elements else { continue }
      for (slot, element) in elements.enumerated() where element != nil {
        keys.append(ObjectID(page * Self.pageSize + slot))
      }
    }
    return keys
  }

  /// - Complexity: O(1)
  @inlinable
  public subscript(object: ObjectID) -> Element? {
    let (page, slot) = object.number.quotientAndRemainder(dividingBy: Self.pageSize)
    return page < pages.count ? pages[page]?.elements[slot] : nil
  }

  /// Looks at a value, if there is one.
  ///
  /// - Complexity: O(1)
  @inlinable
  public func read<Result: ~Copyable>(_ object: ObjectID, _ body: (borrowing Element) -> Result) -> Result? {
    let (page, slot) = object.number.quotientAndRemainder(dividingBy: Self.pageSize)
    guard page < pages.count, let element = pages[page]?.elements[slot] else { return nil }
    return body(element)
  }

  /// Changes a value in place, if there is one.
  ///
  /// - Complexity: O(1)
  @inlinable
  public mutating func update(_ object: ObjectID, _ body: (inout Element) -> Void) {
    let (page, slot) = object.number.quotientAndRemainder(dividingBy: Self.pageSize)
    guard page < pages.count, pages[page] != nil else { return }
    Self.update(&pages[page]!.elements[slot], body)
  }

  // A function of its own, so that the value is asked for and changed without being copied.
  @inlinable
  static func update(_ element: inout Element?, _ body: (inout Element) -> Void) {
    if element != nil { body(&element!) }
  }

  /// Enters a value under a number that has none.
  ///
  /// - Complexity: O(1) on average, for numbers that go up.
  @inlinable
  public mutating func insert(_ element: Element, for object: ObjectID) {
    let (page, slot) = object.number.quotientAndRemainder(dividingBy: Self.pageSize)
    if page >= pages.count {
      if let youngest = pages.last, youngest?.count == 0 { pages[pages.count - 1] = nil }
      pages += repeatElement(nil, count: page - pages.count + 1)
    }
    if pages[page] == nil { pages[page] = Page() }
    pages[page]!.elements[slot] = element
    pages[page]!.count += 1
    total += 1
  }

  /// Takes a value out.
  ///
  /// - Complexity: O(1) on average.
  @inlinable
  public mutating func remove(_ object: ObjectID) -> Element? {
    let (page, slot) = object.number.quotientAndRemainder(dividingBy: Self.pageSize)
    guard page < pages.count, let element = pages[page]?.elements[slot] else { return nil }
    pages[page]!.elements[slot] = nil
    pages[page]!.count -= 1
    if pages[page]!.count == 0, page < pages.count - 1 { pages[page] = nil }
    total -= 1
    return element
  }
}

extension ObjectTable: Sendable where Element: Sendable {}
extension ObjectTable.Page: Sendable where Element: Sendable {}
