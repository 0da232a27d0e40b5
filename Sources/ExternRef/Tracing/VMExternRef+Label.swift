extension VMExternRef {
  #if Tracing
    /// Gives the handle a label, by which the trace names it.
    ///
    /// ```swift
    /// cache.insert(handle.clone().labeled("cache"))
    /// ```
    ///
    /// A later label replaces it. A clone has none.
    ///
    /// - Parameter label: The label. It is not evaluated when no trace is written.
    /// - Returns: The handle.
    @inlinable
    public consuming func labeled(
      _ label: @autoclosure () -> String, file: StaticString = #fileID, line: UInt32 = #line,
      function: StaticString = #function
    ) -> VMExternRef {
      // SAFETY: this handle keeps the block alive.
      if !Recorder.isIdle { unsafe Recorder.labelled(block, number, label(), Place(file, line, function)) }
      return self
    }
  #else
    /// Gives the handle a label, by which the trace names it.
    ///
    /// ```swift
    /// cache.insert(handle.clone().labeled("cache"))
    /// ```
    ///
    /// A later label replaces it. A clone has none.
    ///
    /// - Parameter label: The label. It is not evaluated when no trace is written.
    /// - Returns: The handle.
    @inlinable
    public consuming func labeled(_ label: @autoclosure () -> String) -> VMExternRef { self }
  #endif
}
