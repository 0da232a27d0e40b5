import ExternRef
import Testing

/// What programs call for a trace: it is there in both builds, and without the trait it does nothing.
struct TraceTests {
  @Test func `a label gives the handle back, and leaves the count alone`() {
    let handle = VMExternRef("text")
    let address = handle.address
    let labelled = handle.labeled("a label")
    #expect(labelled.address == address)
    #expect(labelled.strongCount == 1)
  }

  @Test func `the calls can be referred to as functions of their plain types`() {
    let pointer = VMExternRef(7).intoRaw()
    let handle = unsafe Optional(pointer).map(VMExternRef.fromRaw)
    #expect(handle?.downcast(to: Int.self) == 7)
    let make: (Int) -> VMExternRef = { VMExternRef($0) }
    #expect(make(8).downcast(to: Int.self) == 8)
    let clone: (UnsafeMutableRawPointer) -> VMExternRef = unsafe VMExternRef.cloneFromRaw
    if let handle { #expect(unsafe VMExternRef.eq(clone(handle.asRaw()), handle)) }
  }

  #if Tracing
    @Test func `with the trait a trace can be written`() { #expect(HandleTrace.isAvailable) }
  #else
    @Test func `without the trait nothing is written, and nothing evaluated`() throws {
      #expect(!HandleTrace.isAvailable)
      try HandleTrace.start(at: "/nowhere/at/all")
      var evaluations = 0
      func text() -> String {
        evaluations += 1
        return "text"
      }
      HandleTrace.mark(text())
      let handle = VMExternRef(1).labeled(text())
      #expect(evaluations == 0)
      #expect(HandleTrace.liveCount == 0)
      HandleTrace.stop()
      #expect(handle.strongCount == 1)
    }
  #endif
}
