#if Tracing
  internal import Synchronization

  /// The numbers of what the trace has introduced, by keys of two words and a line.
  ///
  /// Looking takes no lock: it is done at every event. Entries are only added. A table that is full is replaced by one of
  /// twice the size; the old one is not freed, because threads may be looking into it. All that is ever left so is less
  /// than the newest.
  @safe
  struct NumberTable: ~Copyable {
    struct Key {
      /// Not 0.
      var first: UInt
      var second: UInt
      var line: UInt32

      @inline(__always)
      var hash: UInt {
        let mixed = (first ^ second &* 0x9E37_79B9 ^ UInt(line) &* 0x85EB_CA6B) &* 0x9E37_79B9_7F4A_7C15
        return mixed >> 32
      }
    }

    /// The first word is stored last, and releasing: who finds it, acquiring, finds the others.
    private struct Entry: ~Copyable {
      let first: Atomic<UInt>
      var second: UInt
      var line: UInt32
      var number: UInt32
      var padding: UInt

      static var empty: Entry { Entry(first: Atomic(0), second: 0, line: 0, number: 0, padding: 0) }
    }

    @safe
    private struct Table: ~Copyable {
      let mask: UInt
      let entries: UnsafeMutablePointer<Entry>

      init(_ capacity: Int) {
        mask = UInt(capacity - 1)
        unsafe entries = .allocate(capacity: capacity)
        for index in 0..<capacity { unsafe (entries + index).initialize(to: .empty) }
      }

      @inline(__always)
      func find(_ key: Key) -> UInt32? {
        var index = key.hash & mask
        while true {
          let entry = unsafe entries + Int(bitPattern: index)
          let first = unsafe entry.pointee.first.load(ordering: .acquiring)
          if first == 0 { return nil }
          if first == key.first, unsafe entry.pointee.second == key.second,
            unsafe entry.pointee.line == key.line
          {
            return unsafe entry.pointee.number
          }
          index = (index &+ 1) & mask
        }
      }

      func insert(_ key: Key, _ number: UInt32) {
        var index = key.hash & mask
        while unsafe entries[Int(index)].first.load(ordering: .relaxed) != 0 { index = (index + 1) & mask }
        let entry = unsafe entries + Int(index)
        unsafe entry.pointee.second = key.second
        unsafe entry.pointee.line = key.line
        unsafe entry.pointee.number = number
        unsafe entry.pointee.first.store(key.first, ordering: .releasing)
      }
    }

    private let table: Atomic<UnsafeMutablePointer<Table>>
    /// How many entries there are. Who has it may add some.
    private let count = Mutex(0)

    init() { unsafe table = Atomic(Self.make(1024)) }

    private static func make(_ capacity: Int) -> UnsafeMutablePointer<Table> {
      let table = UnsafeMutablePointer<Table>.allocate(capacity: 1)
      unsafe table.initialize(to: Table(capacity))
      return unsafe table
    }

    /// The number of a key. Where there is none yet, `introduce` gives it; 0 is not remembered.
    @inline(__always)
    func number(of key: Key, introduce: () -> UInt32) -> UInt32 {
      if let number = unsafe table.load(ordering: .acquiring).pointee.find(key) { return number }
      return add(key, introduce)
    }

    @inline(never)
    private func add(_ key: Key, _ introduce: () -> UInt32) -> UInt32 {
      count.withLock { count in
        var current = unsafe table.load(ordering: .relaxed)
        if let number = unsafe current.pointee.find(key) { return number }
        let number = introduce()
        guard number != 0 else { return 0 }
        let capacity = unsafe Int(current.pointee.mask) + 1
        if 2 * (count + 1) > capacity {
          let larger = unsafe Self.make(2 * capacity)
          for index in 0..<capacity {
            let entry = unsafe current.pointee.entries + index
            let first = unsafe entry.pointee.first.load(ordering: .relaxed)
            guard first != 0 else { continue }
            unsafe larger.pointee.insert(
              Key(first: first, second: entry.pointee.second, line: entry.pointee.line), entry.pointee.number)
          }
          unsafe table.store(larger, ordering: .releasing)
          unsafe current = larger
        }
        unsafe current.pointee.insert(key, number)
        count += 1
        return number
      }
    }
  }
#endif
