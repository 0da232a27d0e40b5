#if Tracing
  internal import Synchronization

  /// The handles that are made while something runs, so that a test can ask which of them are left.
  ///
  /// A handle belongs to the scope of the task that makes it, and of the tasks that this one starts. What threads do that
  /// are no part of a task belongs to no scope.
  @safe
  package final class HandleScope: Sendable {
    @TaskLocal private static var current: HandleScope?
    private static let count = Atomic(0)

    /// Whether a handle that is made may belong to a scope.
    @inline(__always)
    static var isAny: Bool { count.load(ordering: .relaxed) != 0 }

    static func note(_ handle: UInt32) { current?.add(handle) }

    private let parent: HandleScope?
    private let hasAllThreads: Bool
    private let handles = Mutex<[UInt32]>([])
    // SAFETY: a trace is never freed.
    private nonisolated(unsafe) let trace: UnsafeMutablePointer<Trace>
    private let start: UInt64

    private func add(_ handle: UInt32) {
      handles.withLock { $0.append(handle) }
      parent?.add(handle)
    }

    /// Opens a scope. Where no trace is written yet, one begins, in a temporary file that has no name.
    ///
    /// - Parameter hasAllThreads: Whether the handles belong to it that any thread makes meanwhile.
    package init(hasAllThreads: Bool) throws(HandleTrace.Failure) {
      // Counted first: with a scope open, the trace is not replaced.
      let isAlone = Self.count.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == 1
      do throws(HandleTrace.Failure) {
        unsafe trace = try Recorder.traceForTests(mayReplace: isAlone)
      } catch {
        Self.count.subtract(1, ordering: .relaxed)
        throw error
      }
      parent = Self.current
      self.hasAllThreads = hasAllThreads
      unsafe start = trace.pointee.next
    }

    deinit { Self.count.subtract(1, ordering: .releasing) }

    package func run<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
      let result = HandleScope.$current.withValue(self) { () -> Result<R, E> in
        Result { () throws(E) -> R in try body() }
      }
      return try result.get()
    }

    package func run<R, E: Error>(_ body: () async throws(E) -> R) async throws(E) -> R {
      let result = await HandleScope.$current.withValue(self) { () async -> Result<R, E> in
        do throws(E) { return .success(try await body()) } catch { return .failure(error) }
      }
      return try result.get()
    }

    // MARK: What is left

    package struct Site: Hashable {
      package let file: String
      package let line: UInt32
      package let function: String
    }

    package struct Holder: Hashable {
      package let type: String
      package let made: Site?
      /// Whether it is the very value whose count it holds.
      package let isItself: Bool
    }

    /// A count of a value that is left.
    package struct Owner: Hashable {
      package let taken: Site?
      package let isRaw: Bool
      package let label: String?
      package let inside: Holder?
    }

    /// A value with counts that were taken in the scope and are left.
    package struct Survivor: Hashable {
      package let type: String
      package let made: Site?
      package let count: Int
      package let owners: [Owner]
    }

    /// The values that handles of this scope are left of; nil when the trace ended meanwhile, so that it is not known.
    package func survivors() -> [Survivor]? {
      guard unsafe Recorder.isWriting(trace), unsafe !trace.pointee.isCut else { return nil }
      return unsafe trace.pointee.survivors(
        of: hasAllThreads ? nil : Set(handles.withLock { $0 }), from: start)
    }
  }

  extension Trace {
    /// A handle that is left, as the log has it.
    private struct Left {
      var block: UInt
      var place: UInt32
      var isRaw = false
      var label: UInt32 = 0
      /// The object and the block that it is in.
      var inside: (object: UInt32, block: UInt)?
    }

    fileprivate func survivors(of handles: Set<UInt32>?, from start: UInt64) -> [HandleScope.Survivor]? {
      var left = handlesLeft(of: handles, from: start)
      guard !left.isEmpty else { return [] }
      let beforeSearch = next
      search(.asked)
      for number in beforeSearch..<next {
        guard let slot = unsafe Slot.read(number, in: base), slot.kind == .inside, left[slot.handle] != nil
        else { continue }
        left[slot.handle]?.inside = (slot.text, UInt(slot.block))
      }
      guard !isCut else { return nil }
      let live = searching.withLock { $0.live }
      return Dictionary(grouping: left.sorted { $0.key < $1.key }.map(\.value), by: \.block)
        .compactMap { block, owners -> (UInt32, HandleScope.Survivor)? in
          guard let object = live[block] else { return nil }
          let made = object.object == 0 ? nil : unsafe Slot.read(UInt64(object.object), in: base)
          return (
            object.object,
            HandleScope.Survivor(
              type: text(object.type), made: made.flatMap { site($0.place) }, count: owners.count,
              owners: owners.map { owner in
                HandleScope.Owner(
                  taken: site(owner.place), isRaw: owner.isRaw,
                  label: owner.label == 0 ? nil : text(owner.label),
                  inside: owner.inside.flatMap { inside in
                    live[inside.block].map { holder($0, isItself: inside.block == block) }
                  })
              })
          )
        }
        .sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The handles that were made since a slot and that live still, by their numbers.
    private func handlesLeft(of handles: Set<UInt32>?, from start: UInt64) -> [UInt32: Left] {
      var left: [UInt32: Left] = [:]
      for number in start..<next {
        guard let slot = unsafe Slot.read(number, in: base) else { continue }
        let name = UInt32(truncatingIfNeeded: number)
        switch slot.kind {
        case .made, .cloned, .clonedFromRaw:
          if handles?.contains(name) ?? true { left[name] = Left(block: UInt(slot.block), place: slot.place) }
        case .dropped: left[slot.handle] = nil
        case .intoRaw: left[slot.handle]?.isRaw = true
        case .labelled: left[slot.handle]?.label = slot.text
        case .fromRaw:
          // Without a number it is the oldest of those that it can be.
          let held =
            slot.handle != 0
            ? slot.handle : left.filter { $0.value.isRaw && $0.value.block == UInt(slot.block) }.keys.min()
          if let held, var owner = left.removeValue(forKey: held) {
            owner.isRaw = false
            left[name] = owner
          }
        default: break
        }
      }
      return left
    }

    private func holder(_ object: Search.Live, isItself: Bool) -> HandleScope.Holder {
      let made = object.object == 0 ? nil : unsafe Slot.read(UInt64(object.object), in: base)
      return HandleScope.Holder(
        type: text(object.type), made: made.flatMap { site($0.place) }, isItself: isItself)
    }

    private func site(_ number: UInt32) -> HandleScope.Site? {
      guard number != 0, let slot = unsafe Slot.read(UInt64(number), in: base), slot.kind == .place else {
        return nil
      }
      let bytes = payload(UInt64(number), Int(slot.place + slot.handle))
      return HandleScope.Site(
        file: String(decoding: bytes.prefix(Int(slot.place)), as: UTF8.self), line: slot.text,
        function: String(decoding: bytes.dropFirst(Int(slot.place)), as: UTF8.self))
    }

    /// A type's name, or a text.
    private func text(_ number: UInt32) -> String {
      guard number != 0, let slot = unsafe Slot.read(UInt64(number), in: base) else { return "?" }
      return String(decoding: payload(UInt64(number), Int(slot.place)), as: UTF8.self)
    }

    private func payload(_ number: UInt64, _ count: Int) -> [UInt8] {
      (0..<count).map { index in
        let slot = unsafe Slot.address(number + 1 + UInt64(index / Format.payload), in: base)
        return unsafe slot.load(fromByteOffset: 4 + index % Format.payload, as: UInt8.self)
      }
    }
  }
#endif
