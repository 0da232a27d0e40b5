import Synchronization
import Testing

@testable import ExternRef

/// The shape of handles and blocks, which code in other languages may count on.
struct LayoutTests {
  /// A handle is one word; with its number in a trace, two.
  #if Tracing
    private let handleSize = 16
  #else
    private let handleSize = 8
  #endif

  @Test func `a handle is one word`() {
    #expect(MemoryLayout<VMExternRef>.size == handleSize)
    #expect(MemoryLayout<VMExternRef>.stride == handleSize)
    #expect(MemoryLayout<VMExternRef>.alignment == 8)
  }

  @Test func `nil is the null pointer`() {
    #expect(MemoryLayout<VMExternRef?>.size == handleSize)
    #expect(MemoryLayout<VMExternRef?>.alignment == 8)
    let none: VMExternRef? = nil
    let bits = unsafe withUnsafeBytes(of: none) { unsafe $0.load(as: UInt.self) }
    #expect(bits == 0)
  }

  @Test func `a handle is the raw pointer`() {
    let handle = VMExternRef(1)
    let bits = unsafe withUnsafeBytes(of: handle) { unsafe $0.load(as: UInt.self) }
    #expect(bits == handle.address)
  }

  @Test func `the header is the count and the type`() {
    typealias Layout = VMExternRef.Layout
    #expect((Layout.countOffset, Layout.typeOffset, Layout.headerSize) == (0, 8, 16))
    #expect(MemoryLayout<Header>.size == 16)
    #expect(MemoryLayout<Header>.alignment == 8)
  }

  @Test func `the count is the word at the raw pointer`() {
    let handle = VMExternRef("text")
    #expect(countWord(handle) == 1)
    let clones = [Slot(handle.clone()), Slot(handle.clone())]
    #expect(countWord(handle) == 3)
    _ = clones
    // And the other way round, as code in another language would bump it.
    unsafe handle.asRaw().storeBytes(of: 7, as: Int.self)
    #expect(handle.strongCount == 7)
    unsafe handle.asRaw().storeBytes(of: 3, as: Int.self)
  }

  private func countWord(_ handle: borrowing VMExternRef) -> Int { unsafe handle.asRaw().load(as: Int.self) }

  @Test func `the type is the word after the count`() {
    let handle = VMExternRef("text")
    let word = unsafe handle.asRaw().load(fromByteOffset: VMExternRef.Layout.typeOffset, as: UInt.self)
    let metatype = unsafe unsafeBitCast(String.self as Any.Type, to: UInt.self)
    #expect(word == metatype)
  }

  struct Wrapper<T: ~Copyable & Sendable>: ~Copyable, Sendable {
    let value: T
    init(_ value: consuming T) { self.value = value }
  }

  @Test func `the lowest bits of the type say how the value is destroyed`() {
    // By the metadata, or not at all.
    #expect(destruction(VMExternRef("text")) == 0)
    #expect(destruction(VMExternRef(VMExternRef(1))) == 0)
    #expect(destruction(VMExternRef(1)) == 1)
    #expect(destruction(VMExternRef(making: { (1, 2.0) })) == 1)
    // Swift's own generic noncopyable types go by their metadata. Others have a destroyer in optimised code, which the
    // tests are not: see Tests/Fixtures/GenericValues.
    #expect(destruction(VMExternRef(Mutex("text"))) == 0)
    #expect(destruction(VMExternRef(Optional(Mutex(1)))) == 0)
    #expect(destruction(VMExternRef(Wrapper("text"))) == 0)
  }

  private func destruction(_ handle: borrowing VMExternRef) -> UInt {
    let word = unsafe handle.asRaw().load(fromByteOffset: VMExternRef.Layout.typeOffset, as: UInt.self)
    return word & 3
  }

  @Test func `the bits of the type are no part of it`() {
    let number = VMExternRef(1)
    #expect(number.is(Int.self) == true)
    let isInt = number.valueType == Int.self
    #expect(isInt)
    let wrapper = VMExternRef(Wrapper("text"))
    let isWrapper = wrapper.valueType == Wrapper<String>.self
    #expect(isWrapper)
    #expect(wrapper.is(Wrapper<String>.self) == true)
    #expect(wrapper.is(Wrapper<Int>.self) == false)
  }

  @Test func `the value follows the header`() {
    let handle = VMExternRef(UInt64(0x0123_4567_89ab_cdef))
    #expect(handle.layout == VMExternRef.Layout(of: UInt64.self))
    #expect(handle.layout.valueOffset == 16)
    #expect(handle.layout.paddingSize == 0)
    #expect(handle.layout.blockSize == 24)
    let word = unsafe handle.asRaw().load(fromByteOffset: 16, as: UInt64.self)
    #expect(word == 0x0123_4567_89ab_cdef)
  }

  @Test func `a value is borrowed where it lies`() {
    let handle = VMExternRef(Atomic(0))
    let expected = handle.address + 16
    let address = handle.withValue(as: Atomic<Int>.self) { value in
      unsafe withUnsafePointer(to: value) { UInt(bitPattern: $0) }
    }
    #expect(address == expected)
  }

  struct Empty: Sendable, Equatable {}

  @Test func `a value of size zero takes a header`() {
    let handle = VMExternRef(Empty())
    #expect(handle.layout.valueSize == 0)
    #expect(handle.layout.blockSize == 16)
    #expect(handle.downcast(to: Empty.self) == Empty())
    #expect(VMExternRef.eq(handle, VMExternRef(Empty())) == false)
  }

  @Test func `every small alignment is kept`() {
    func check<T: Sendable & Equatable>(_ value: T) {
      let handle = VMExternRef(value)
      let place = handle.address + UInt(handle.layout.valueOffset)
      #expect(place % UInt(MemoryLayout<T>.alignment) == 0)
      #expect(handle.layout.valueAlignment == MemoryLayout<T>.alignment)
      #expect(handle.downcast(to: T.self) == value)
    }
    check(UInt8(1))
    check(UInt16(2))
    check(UInt32(3))
    check(UInt64(4))
    check(SIMD2<Double>(5, 6))
    check(SIMD64<UInt8>(repeating: 7))
    check(SIMD64<Double>(repeating: 8))
  }

  /// The compiler gives no type an alignment above 16. The arithmetic and the heap do not count on that.
  @Test(arguments: [1, 2, 4, 8, 16, 32, 64, 256, 4096])
  func `a block fits every alignment`(alignment: Int) {
    let layout = VMExternRef.Layout(valueSize: 8, valueAlignment: alignment)
    #expect(layout.valueOffset == max(16, alignment))
    #expect(layout.paddingSize == max(0, alignment - 16))
    #expect(layout.blockSize == layout.valueOffset + 8)
    #expect(layout.blockAlignment == max(8, alignment))

    let memory = unsafe Heap.allocate(byteCount: layout.blockSize, alignment: layout.blockAlignment)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xff, count: layout.blockSize)
    #expect((UInt(bitPattern: memory) + UInt(layout.valueOffset)) % UInt(alignment) == 0)
    unsafe Heap.free(memory)
  }

  /// Values that need more alignment bring memory of their own.
  @Test(arguments: [64, 4096])
  func `a value may own aligned memory`(alignment: Int) {
    @safe struct Buffer: ~Copyable, @unchecked Sendable {
      let memory: UnsafeMutableRawPointer
      init(alignment: Int) {
        unsafe memory = .allocate(byteCount: alignment, alignment: alignment)
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xa5, count: alignment)
      }
      deinit { unsafe memory.deallocate() }
    }
    let handle = VMExternRef(Buffer(alignment: alignment))
    let clone = handle.clone()
    let misalignment = clone.withValue(as: Buffer.self) {
      unsafe UInt(bitPattern: $0.memory) % UInt(alignment)
    }
    #expect(misalignment == 0)
    let last = clone.withValue(as: Buffer.self) {
      unsafe $0.memory.load(fromByteOffset: alignment - 1, as: UInt8.self)
    }
    #expect(last == 0xa5)
  }

  @Test func `a large value arrives whole`() {
    let value = InlineArray<100_000, UInt8> { UInt8(truncatingIfNeeded: $0) }
    let handle = VMExternRef(value)
    #expect(handle.layout.blockSize == 100_016)
    let isWhole = handle.withValue(as: InlineArray<100_000, UInt8>.self) { value in
      value.indices.allSatisfy { value[$0] == UInt8(truncatingIfNeeded: $0) }
    }
    #expect(isWhole == true)
  }

  @Test func `a block past the largest size traps`() async {
    await #expect(processExitsWith: .failure) {
      print(VMExternRef.Layout(valueSize: .max - 15, valueAlignment: 8).blockSize)
    }
    #expect(VMExternRef.Layout(valueSize: .max - 16, valueAlignment: 8).blockSize == .max)
  }
}
