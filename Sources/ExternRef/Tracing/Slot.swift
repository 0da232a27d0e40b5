#if Tracing
  internal import Synchronization

  // The format is described in docs/trace.md. What is here is its numbers.

  /// The kinds of slots.
  enum Kind: UInt8 {
    case made = 1
    case cloned, dropped, destroyed, intoRaw, fromRaw, clonedFromRaw, labelled, mark, released
    case type = 32
    case place, text, thread, more
    case search = 48
    case inside, searched
    case end = 64

    /// Whether a slot of this kind names a new handle.
    var makesHandle: Bool {
      switch self {
      case .made, .cloned, .fromRaw, .clonedFromRaw: true
      default: false
      }
    }
  }

  /// Why a trace ends before its program does.
  enum Cut: UInt32 {
    case bound = 1
    case diskFull, fileSizeLimit, other
  }

  enum Format {
    static let slotSize = 32
    /// The first slot behind the header.
    static let firstSlot: UInt64 = 128
    static let headerSize = 4096
    /// Slot numbers fit into 32 bits.
    static let maximalSize = slotSize << 32
    static let mark: [UInt8] = [0x89, 0x58, 0x52, 0x45, 0x46, 0x0D, 0x0A, 0x1A]
    static let version: UInt32 = 1
    /// Bytes of a slot of kind `more` that are payload.
    static let payload = 28
    /// The longest text, in bytes.
    static let longestText = 65_536
    static let lastThread: UInt32 = 0xFF_FFFF

    enum Offset {
      static let version = 8
      static let headerSize = 12
      static let slotSize = 16
      static let state = 20
      static let process = 24
      static let cut = 28
      static let start = 32
      static let end = 40
      static let tail = 48
      static let tailEnd = 56
      static let next = 64
      static let cutTime = 72
      static let cutError = 76
      static let bound = 80
      static let lost = 128
      static let programLength = 256
      static let program = 260
    }

    static func slots(_ byteCount: Int) -> UInt64 { UInt64(byteCount / slotSize) }
  }

  /// What a slot says.
  struct Slot {
    var kind: Kind
    var thread: UInt32
    var place: UInt32 = 0
    var handle: UInt32 = 0
    var text: UInt32 = 0
    var count: UInt32 = 0
    var time: UInt32 = 0
    var block: UInt64 = 0
  }

  extension Slot {
    /// Where a slot is in a mapping.
    @inline(__always)
    static func address(_ number: UInt64, in base: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
      unsafe base + Int(truncatingIfNeeded: number &* UInt64(Format.slotSize))
    }

    /// Fills a slot that this thread has reserved.
    @inline(__always)
    func write(_ number: UInt64, in base: UnsafeMutableRawPointer) {
      let slot = unsafe Slot.address(number, in: base)
      unsafe slot.storeBytes(of: place, toByteOffset: 4, as: UInt32.self)
      unsafe slot.storeBytes(of: handle, toByteOffset: 8, as: UInt32.self)
      unsafe slot.storeBytes(of: text, toByteOffset: 12, as: UInt32.self)
      unsafe slot.storeBytes(of: count, toByteOffset: 16, as: UInt32.self)
      unsafe slot.storeBytes(of: time, toByteOffset: 20, as: UInt32.self)
      unsafe slot.storeBytes(of: block, toByteOffset: 24, as: UInt64.self)
      unsafe Slot.finish(slot, UInt32(kind.rawValue) | thread << 8)
    }

    /// Stores a slot's first word, which says that the others are there.
    ///
    /// *Releasing*, so that a reader which sees it sees them: another thread that searches, or another process that maps
    /// the same file.
    @inline(__always)
    static func finish(_ slot: UnsafeMutableRawPointer, _ head: UInt32) {
      unsafe slot.assumingMemoryBound(to: Atomic<UInt32>.self).pointee.store(head, ordering: .releasing)
    }

    /// Reads a slot; nil while it is in flight. *Acquiring*, for the reason above.
    static func read(_ number: UInt64, in base: UnsafeMutableRawPointer) -> Slot? {
      let slot = unsafe Slot.address(number, in: base)
      let head = unsafe slot.assumingMemoryBound(to: Atomic<UInt32>.self).pointee.load(ordering: .acquiring)
      guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: head)) else { return nil }
      return unsafe Slot(
        kind: kind, thread: head >> 8,
        place: slot.load(fromByteOffset: 4, as: UInt32.self),
        handle: slot.load(fromByteOffset: 8, as: UInt32.self),
        text: slot.load(fromByteOffset: 12, as: UInt32.self),
        count: slot.load(fromByteOffset: 16, as: UInt32.self),
        time: slot.load(fromByteOffset: 20, as: UInt32.self),
        block: slot.load(fromByteOffset: 24, as: UInt64.self))
    }
  }
#endif
