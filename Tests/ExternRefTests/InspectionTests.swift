import ExternRef
import Synchronization
import Testing

struct InspectionTests {
  @Test func `the description has address type and count`() {
    let handle = VMExternRef("secret")
    let address = unsafe "\(handle.asRaw())"
    #expect(handle.debugDescription == "VMExternRef(\(address), String, count 1)")
    let clone = handle.clone()
    #expect(clone.debugDescription == "VMExternRef(\(address), String, count 2)")
  }

  @Test func `move only types have names`() {
    let handle = VMExternRef(Mutex([1]))
    #expect(handle.debugDescription.contains(", Mutex<Array<Int>>, "))
  }

  @Test func `the bytes are the value's`() {
    let handle = VMExternRef(UInt32(0x0403_0201).littleEndian)
    let bytes = unsafe handle.withUnsafeValueBytes { unsafe Array($0) }
    #expect(bytes == [1, 2, 3, 4])
    let start = unsafe handle.withUnsafeValueBytes { UInt(bitPattern: $0.baseAddress) }
    #expect(start == handle.address + UInt(handle.layout.valueOffset))
  }

  @Test func `a value of size zero has no bytes`() {
    let handle = VMExternRef(())
    #expect(unsafe handle.withUnsafeValueBytes { $0.count } == 0)
  }

  @Test func `inspection does not change the count`() {
    let handle = VMExternRef(1)
    _ = (handle.debugDescription, handle.layout, handle.valueType, handle.strongCount)
    unsafe handle.withUnsafeValueBytes { _ in }
    #expect(handle.strongCount == 1)
  }
}
