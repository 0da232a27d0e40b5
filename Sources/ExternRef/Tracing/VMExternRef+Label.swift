extension VMExternRef {
  /// Gives the handle a label, by which the trace names it.
  ///
  /// ```swift
  /// cache.insert(handle.clone().labeled("cache"))
  /// ```
  ///
  /// A later label replaces it. A clone has none.
  ///
  /// - Parameters:
  ///   - label: The label. It is not evaluated when no trace is written.
  ///   - file: The source that gives it.
  ///   - line: The line.
  ///   - function: The function.
  /// - Returns: The handle.
  @inlinable
  public consuming func labeled(
    _ label: @autoclosure () -> String, file: StaticString = #fileID, line: UInt32 = #line,
    function: StaticString = #function
  ) -> VMExternRef {
    #if Tracing
      // SAFETY: this handle keeps the block alive.
      if !Recorder.isIdle { unsafe Recorder.labelled(block, number, label(), Place(file, line, function)) }
    #endif
    return self
  }
}
