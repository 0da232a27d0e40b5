#if Tracing
  public import Synchronization

  /// A place in a source.
  @usableFromInline
  struct Place {
    @usableFromInline let file: StaticString
    @usableFromInline let line: UInt32
    @usableFromInline let function: StaticString

    @inlinable
    init(_ file: StaticString, _ line: UInt32, _ function: StaticString) {
      self.file = file
      self.line = line
      self.function = function
    }

    /// That of a function that was called through a reference to it, where there is no place.
    @inlinable
    static var unknown: Place { Place("", 0, "") }
  }

  /// What handles do while a trace is written: each call changes the count as the untraced one would, and writes it down.
  @usableFromInline
  enum Recorder {
    /// Where things stand. Every operation on a handle looks here first.
    enum Mode {
      /// Nothing was recorded yet, and the environment was not asked whether to.
      static let unasked: UInt8 = 0
      /// Nothing is recorded.
      @usableFromInline static let idle: UInt8 = 1
      static let recording: UInt8 = 2
    }

    @usableFromInline static let mode = Atomic<UInt8>(0)

    /// Whether there is nothing to record.
    ///
    /// *Relaxed*: a thread that learns of a new trace a little later records a little later.
    @inlinable
    @inline(__always)
    static var isIdle: Bool { mode.load(ordering: .relaxed) == 1 }

    // SAFETY: what it points to is never freed, and fit for all threads.
    private static nonisolated(unsafe) let current = unsafe Atomic<UnsafeMutablePointer<Trace>?>(nil)

    /// The trace to write to. Asks the environment when that was not done yet.
    static var trace: UnsafeMutablePointer<Trace>? {
      @inline(__always)
      get {
        if mode.load(ordering: .acquiring) == Mode.recording {
          return unsafe current.load(ordering: .acquiring)
        }
        return unsafe askEnvironment()
      }
    }

    // MARK: What handles do

    @usableFromInline
    @inline(never)
    static func made<T: ~Copyable & Sendable>(_ block: Block, _ type: T.Type, _ place: Place) -> UInt64 {
      guard let trace = unsafe trace else { return 0 }
      let (type, place) = unsafe (trace.pointee.number(ofType: block), trace.pointee.number(of: place))
      return unsafe trace.pointee.naming(
        trace.pointee.write(.made, place: place, text: type, block: block.address) { 1 })
    }

    @usableFromInline
    @inline(never)
    static func cloned(_ block: Block, _ number: UInt64, _ place: Place) -> UInt64 {
      guard let trace = unsafe trace else {
        unsafe block.retain()
        return 0
      }
      let (handle, type) = unsafe trace.pointee.resolve(number, block)
      let place = unsafe trace.pointee.number(of: place)
      return unsafe trace.pointee.naming(
        trace.pointee.write(.cloned, place: place, handle: handle, text: type, block: block.address) {
          unsafe block.retainCounting()
        })
    }

    @usableFromInline
    @inline(never)
    static func dropped(_ block: Block, _ number: UInt64) {
      guard let trace = unsafe trace else { return unsafe block.release() }
      let (handle, type) = unsafe trace.pointee.resolve(number, block)
      var isLast = false
      _ = unsafe trace.pointee.write(.dropped, handle: handle, text: type, block: block.address) {
        let count = unsafe block.releaseCounting()
        isLast = count == 0
        return count
      }
      guard isLast else { return }
      _ = unsafe trace.pointee.write(.destroyed, handle: handle, text: type, block: block.address) { 0 }
      unsafe block.destroy()
    }

    @usableFromInline
    @inline(never)
    static func intoRaw(_ block: Block, _ number: UInt64, _ place: Place) {
      guard let trace = unsafe trace else { return }
      let (handle, type) = unsafe trace.pointee.resolve(number, block)
      let place = unsafe trace.pointee.number(of: place)
      _ = unsafe trace.pointee.write(.intoRaw, place: place, handle: handle, text: type, block: block.address)
      {
        unsafe block.count
      }
    }

    /// - Parameter held: The number of the handle that went into the pointer, where the caller knows it.
    @usableFromInline
    @inline(never)
    static func fromRaw(_ block: Block, _ held: UInt64, _ place: Place) -> UInt64 {
      guard let trace = unsafe trace else { return 0 }
      let (handle, _) = unsafe trace.pointee.resolve(held, block)
      let (type, place) = unsafe (trace.pointee.number(ofType: block), trace.pointee.number(of: place))
      return unsafe trace.pointee.number(
        ofHandle: trace.pointee.write(
          .fromRaw, place: place, handle: handle, text: type, block: block.address
        ) {
          unsafe block.count
        })
    }

    @usableFromInline
    @inline(never)
    static func clonedFromRaw(_ block: Block, _ place: Place) -> UInt64 {
      guard let trace = unsafe trace else {
        unsafe block.retain()
        return 0
      }
      let (type, place) = unsafe (trace.pointee.number(ofType: block), trace.pointee.number(of: place))
      return unsafe trace.pointee.naming(
        trace.pointee.write(.clonedFromRaw, place: place, text: type, block: block.address) {
          unsafe block.retainCounting()
        })
    }

    @usableFromInline
    @inline(never)
    static func labelled(_ block: Block, _ number: UInt64, _ label: String, _ place: Place) {
      guard let trace = unsafe trace else { return }
      let (handle, _) = unsafe trace.pointee.resolve(number, block)
      let (text, place) = unsafe (trace.pointee.number(ofText: label), trace.pointee.number(of: place))
      _ = unsafe trace.pointee.write(
        .labelled, place: place, handle: handle, text: text, block: block.address
      ) {
        unsafe block.count
      }
    }

    /// Says that what holds a raw pointer is done with it. The count is still the pointer's.
    static func released(_ block: Block, _ held: UInt64) {
      guard let trace = unsafe trace else { return }
      let (handle, type) = unsafe trace.pointee.resolve(held, block)
      _ = unsafe trace.pointee.write(.released, handle: handle, text: type, block: block.address) {
        unsafe block.count
      }
    }

    @usableFromInline
    @inline(never)
    static func marked(_ name: String, _ place: Place) {
      guard let trace = unsafe trace else { return }
      let (text, place) = unsafe (trace.pointee.number(ofText: name), trace.pointee.number(of: place))
      let mark = unsafe trace.pointee.write(.mark, place: place, text: text) { 0 }
      if mark != 0 { unsafe trace.pointee.search(.mark, mark: mark) }
    }

    static var liveCount: Int {
      guard !isIdle, let trace = unsafe trace else { return 0 }
      return unsafe trace.pointee.liveCount
    }

    // MARK: Beginning and ending

    /// What stands between two threads that begin or end a trace.
    private static let isBusy = Atomic(false)
    private static let generations = Atomic<UInt32>(0)
    /// What is done once for the whole process, when its first trace begins.
    private static let threadWord: SystemCalls.ThreadWord = {
      SystemCalls.atExit { Recorder.end(.exit) }
      SystemCalls.inForkedChildren { Recorder.leaveToParent() }
      return SystemCalls.ThreadWord()
    }()

    private static func exclusively<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
      while isBusy.exchange(true, ordering: .acquiring) { SystemCalls.yield() }
      defer { isBusy.store(false, ordering: .releasing) }
      return try body()
    }

    @inline(never)
    private static func askEnvironment() -> UnsafeMutablePointer<Trace>? {
      unsafe exclusively {
        switch mode.load(ordering: .acquiring) {
        case Mode.idle: return nil
        case Mode.recording: return unsafe current.load(ordering: .acquiring)
        default: break
        }
        if let path = SystemCalls.variable("EXTERNREF_TRACE"), !path.isEmpty {
          do throws(HandleTrace.Failure) {
            return unsafe try begin(path)
          } catch {
            SystemCalls.writeError("externref: no trace is written: \(error)")
          }
        }
        mode.store(Mode.idle, ordering: .releasing)
        return nil
      }
    }

    static func start(at path: String) throws(HandleTrace.Failure) {
      // What the environment wants comes first.
      _ = unsafe trace
      try exclusively { () throws(HandleTrace.Failure) in
        guard mode.load(ordering: .acquiring) != Mode.recording else {
          throw HandleTrace.Failure.alreadyStarted
        }
        _ = unsafe try begin(path)
      }
    }

    private static func begin(_ path: String) throws(HandleTrace.Failure) -> UnsafeMutablePointer<Trace> {
      let path = expand(path)
      let bound = try bound
      let generation = generations.wrappingAdd(1, ordering: .relaxed).newValue
      let trace = UnsafeMutablePointer<Trace>.allocate(capacity: 1)
      do throws(Trace.Failure) {
        try unsafe trace.initialize(
          to: Trace(path: path, bound: bound, generation: generation, threadWord: threadWord))
      } catch {
        unsafe trace.deallocate()
        throw HandleTrace.Failure(path: path, error)
      }
      unsafe current.store(trace, ordering: .releasing)
      mode.store(Mode.recording, ordering: .releasing)
      return unsafe trace
    }

    /// Whether a trace is the one that is written now.
    static func isWriting(_ trace: UnsafeMutablePointer<Trace>) -> Bool {
      unsafe mode.load(ordering: .acquiring) == Mode.recording && current.load(ordering: .acquiring) == trace
    }

    /// Whether the trace was begun for tests, and has no file that stays.
    private static let isForTests = Atomic(false)

    /// The trace that is written, or else a new one that is gone when the process ends.
    ///
    /// - Parameter mayReplace: Whether one for tests that is half full may make room for another.
    static func traceForTests(mayReplace: Bool) throws(HandleTrace.Failure) -> UnsafeMutablePointer<Trace> {
      if let trace = unsafe trace {
        guard mayReplace, isForTests.load(ordering: .relaxed), unsafe trace.pointee.fullness > 0.5 else {
          return unsafe trace
        }
        end(.stop)
      }
      return try unsafe exclusively { () throws(HandleTrace.Failure) in
        if mode.load(ordering: .acquiring) == Mode.recording,
          let trace = unsafe current.load(ordering: .acquiring)
        {
          return unsafe trace
        }
        let folder = SystemCalls.variable("TMPDIR") ?? "/tmp"
        let path = "\(folder)/externref-\(SystemCalls.process)-\(generations.load(ordering: .relaxed)).trace"
        let trace = unsafe try begin(path)
        SystemCalls.remove(path)
        isForTests.store(true, ordering: .relaxed)
        return unsafe trace
      }
    }

    /// The path with the process in the place of `%p`; `%%` is a percent sign.
    private static func expand(_ path: String) -> String {
      var expanded = ""
      var rest = path[...]
      while let percent = rest.firstIndex(of: "%") {
        expanded += rest[..<percent]
        rest = rest[percent...].dropFirst()
        switch rest.first {
        case "p": expanded += "\(SystemCalls.process)"
        case "%": expanded += "%"
        case let other:
          expanded += "%"
          if let other { expanded.append(other) }
        }
        rest = rest.dropFirst()
      }
      return expanded + rest
    }

    private static let defaultBound = 1 << 30
    private static let leastBound = 1 << 16

    /// How large a trace may be, in whole pages.
    private static var bound: Int {
      get throws(HandleTrace.Failure) {
        guard let text = SystemCalls.variable("EXTERNREF_TRACE_LIMIT"), !text.isEmpty else {
          return defaultBound
        }
        guard let bound = Int(text), bound >= leastBound else { throw .limit(text) }
        return min(bound, Format.maximalSize) / 4096 * 4096
      }
    }

    static func end(_ reason: Trace.End) {
      guard mode.load(ordering: .acquiring) == Mode.recording else { return }
      exclusively {
        guard mode.load(ordering: .acquiring) == Mode.recording,
          let trace = unsafe current.load(ordering: .acquiring)
        else { return }
        unsafe trace.pointee.end(reason)
        mode.store(Mode.idle, ordering: .releasing)
      }
    }

    /// In a child of the process that writes a trace: what it does is not the parent's.
    private static func leaveToParent() {
      isBusy.store(false, ordering: .relaxed)
      guard mode.load(ordering: .relaxed) == Mode.recording else { return }
      mode.store(Mode.idle, ordering: .relaxed)
      if let trace = unsafe current.exchange(nil, ordering: .relaxed) { unsafe trace.pointee.file.abandon() }
    }
  }

  extension Block {
    /// The block as a number.
    @inline(__always)
    var address: UInt { unsafe UInt(bitPattern: base) }
  }

  extension Trace {
    /// What a handle of this trace carries.
    @inline(__always)
    func number(ofHandle slot: UInt32) -> UInt64 { slot == 0 ? 0 : UInt64(generation) << 32 | UInt64(slot) }

    /// What a handle of this trace carries that has a count of its own, new with it.
    @inline(__always)
    func naming(_ slot: UInt32) -> UInt64 {
      if HandleScope.isAny, slot != 0 { HandleScope.note(slot) }
      return number(ofHandle: slot)
    }

    /// The slot that names a handle. Where it has none, the type, so that the event says what it is about.
    @inline(__always)
    func resolve(_ number: UInt64, _ block: Block) -> (handle: UInt32, type: UInt32) {
      if number >> 32 == UInt64(generation) { return (UInt32(truncatingIfNeeded: number), 0) }
      return unsafe (0, self.number(ofType: block))
    }

    @inline(__always)
    func number(of place: Place) -> UInt32 {
      guard place.line != 0, place.file.hasPointerRepresentation, place.function.hasPointerRepresentation
      else { return 0 }
      let key = unsafe NumberTable.Key(
        first: UInt(bitPattern: place.file.utf8Start), second: UInt(bitPattern: place.function.utf8Start),
        line: place.line)
      return numbers.number(of: key) {
        let file = place.file.withUTF8Buffer { unsafe Array($0) }
        let function = place.function.withUTF8Buffer { unsafe Array($0) }
        return introduce(
          Slot(
            kind: .place, thread: thread, place: UInt32(file.count), handle: UInt32(function.count),
            text: place.line),
          file + function)
      }
    }

    /// The number of the type of a block's value.
    @inline(__always)
    func number(ofType block: Block) -> UInt32 {
      let type = unsafe block.header.pointee.type.type
      let key = unsafe NumberTable.Key(first: unsafeBitCast(type, to: UInt.self), second: 0, line: 0)
      return numbers.number(of: key) { introduce(type) }
    }

    private func introduce(_ type: any (~Copyable & Sendable).Type) -> UInt32 {
      func layout<T: ~Copyable>(of type: T.Type) -> VMExternRef.Layout { VMExternRef.Layout(of: type) }
      let layout = layout(of: type)
      // SAFETY: both are a pointer to the type's descriptor, and only its name and whether it is a class are asked for.
      let any = unsafe unsafeBitCast(type, to: Any.Type.self)
      let name = Array(Trace.name(of: any).utf8)
      return introduce(
        Slot(
          kind: .type, thread: thread, place: UInt32(name.count), text: any is AnyClass ? 1 : 0,
          count: UInt32(layout.valueAlignment), block: UInt64(layout.valueSize)),
        name)
    }

    /// A type's name with its module. What is private has an address in its name, which is another one in each run: that is
    /// left out.
    private static func name(of type: Any.Type) -> String {
      let name = _typeName(type, qualified: true)
      guard name.contains("(unknown context at ") else { return name }
      var rest = name[...]
      var clean = ""
      while let start = rest.firstRange(of: "(unknown context at "),
        let end = rest[start.upperBound...].firstRange(of: ").")
      {
        clean += rest[..<start.lowerBound]
        rest = rest[end.upperBound...]
      }
      return clean + rest
    }
  }
#endif
