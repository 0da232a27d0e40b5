internal import Model

/// The names of a session.
struct Names {
  private var bindings: [String: Binding] = [:]
  private var departedCount = 0
  private var nextOrder = 0

  /// How many departed names are remembered at least. Beyond that, they go once they outnumber the others.
  private static let departedLimit = 1_024

  /// The names that hold something, in the order of binding.
  ///
  /// - Complexity: O(*n* log *n*)
  var bound: [Binding] {
    // The order is taken out of the bindings first: sorting would have to follow a pointer for each comparison.
    bindings.values.filter { $0.departure == nil }.map { (order: $0.order, binding: $0) }
      .sorted { $0.order < $1.order }.map(\.binding)
  }

  func isBound(_ name: String) -> Bool {
    bindings[name].map { $0.departure == nil } ?? false
  }

  subscript(name: String) -> Binding? { bindings[name] }

  /// The names that hold something, in no order.
  var present: some Sequence<String> {
    bindings.values.lazy.filter { $0.departure == nil }.map(\.name)
  }

  /// Binds `name` and returns what it held before, if anything.
  mutating func bind(_ name: String, to content: consuming Binding.Content) -> Binding.Content? {
    nextOrder += 1
    guard let binding = bindings[name] else {
      bindings[name] = Binding(name, content, order: nextOrder)
      return nil
    }
    if binding.departure != nil { departedCount -= 1 }
    return binding.rebind(to: content, order: nextOrder)
  }

  /// Takes the handle out of a name, which remembers why.
  ///
  /// - Precondition: `binding` holds a handle.
  mutating func takeHandle(of binding: Binding, leaving departure: Departure) -> OwnedHandle {
    departedCount += 1
    guard case .handle(let owned) = binding.rebind(to: .departed(departure), order: binding.order) else {
      preconditionFailure("'\(binding.name)' holds no handle")
    }
    forgetDeparted()
    return owned
  }

  /// Keeps the memory of departed names from growing with the length of the session.
  private mutating func forgetDeparted() {
    guard departedCount > max(Self.departedLimit, bindings.count / 2) else { return }
    bindings = bindings.filter { $0.value.departure == nil }
    departedCount = 0
  }
}
