public import Synchronization

// All of the memory orderings of the count are in this file.
//
// The argument is the one for every reference count. What must hold is that the thread that destroys the
// value sees everything that any other thread did with the value before it gave up its share.

extension Block {
  /// Adds one to the count.
  ///
  /// *Relaxed* is enough. The code that clones already has a handle, so the count is at least one and cannot reach
  /// zero meanwhile. And how the new handle reaches another thread orders what it must: the addition
  /// publishes nothing.
  ///
  /// - Safety: The caller must hold a count, or know of one that lasts until this returns.
  @inlinable
  func retain() {
    let count = unsafe header.pointee.count.wrappingAdd(1, ordering: .relaxed).newValue
    // Adding first and looking afterwards is one instruction. The count cannot wrap around to zero before a
    // trap ends the process: that would take another 2^63 additions that are all under way at once.
    if count < 0 { trapOnCountOverflow() }
  }

  /// Takes one from the count, and destroys the block when none is left.
  ///
  /// A count of one is the caller's own, and there is nothing to decide by subtracting: no other thread has a
  /// count, and none can take one. To look first is *relaxed*, and costs little beside the read-modify-write
  /// that it saves.
  ///
  /// *Releasing*, so that this thread's use of the value cannot move behind the subtraction, after which
  /// another thread may destroy the value.
  ///
  /// The thread that has the last count reads the count again, *acquiring*. All changes of the count are
  /// read-modify-writes, so each continues the release sequences that the subtractions before it began, and
  /// the load synchronises with every one of them: whatever any thread did with the value happens before its
  /// destruction. A fence would do the same, but ThreadSanitizer does not see fences. Acquiring in the
  /// subtraction itself would make every drop pay for what only the last one needs.
  ///
  /// - Safety: The caller must hold a count, which it loses, and with it the block.
  @inlinable
  func release() {
    if unsafe header.pointee.count.load(ordering: .relaxed) == 1
      || header.pointee.count.wrappingSubtract(1, ordering: .releasing).newValue == 0
    {
      // SAFETY: without another count there is no other handle, and so no other code uses the block.
      _ = unsafe header.pointee.count.load(ordering: .acquiring)
      unsafe destroy()
    }
  }

  #if Tracing
    /// As `retain`, and returns the count.
    ///
    /// - Safety: As for `retain`.
    func retainCounting() -> Int {
      let count = unsafe header.pointee.count.wrappingAdd(1, ordering: .relaxed).newValue
      if count < 0 { trapOnCountOverflow() }
      return count
    }

    /// As `release`, and returns the count. Where that is 0, the caller is to destroy the block.
    ///
    /// - Safety: As for `release`.
    func releaseCounting() -> Int {
      let count = unsafe header.pointee.count.wrappingSubtract(1, ordering: .releasing).newValue
      if count == 0 { _ = unsafe header.pointee.count.load(ordering: .acquiring) }
      return count
    }
  #endif

  /// The count.
  ///
  /// *Sequentially consistent*, so that a program which compares counts it has read on several threads finds
  /// them in one order. Nothing in this library depends on it.
  ///
  /// - Safety: The block must be alive.
  @inlinable
  var count: Int {
    unsafe header.pointee.count.load(ordering: .sequentiallyConsistent)
  }
}

@usableFromInline
@inline(never)
func trapOnCountOverflow() -> Never {
  fatalError("VMExternRef: the reference count passed Int.max")
}
