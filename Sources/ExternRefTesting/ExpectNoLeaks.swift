internal import ExternRef
public import Testing

/// Runs a closure, and records an issue when counts that were taken in it are left.
///
/// ```swift
/// @Test func `a closed connection keeps nothing`() throws {
///   try expectNoLeaks {
///     let server = try Server()
///     server.close(server.open())
///   }
/// }
/// ```
///
/// The issue names each value that is left, with its type and the place in the source that made it, and for each count the
/// place that took it, its label, and the value that it is in, where that was found.
///
/// A value that holds a count and is older than the process's first `expectNoLeaks` may not be found, unless the process writes
/// a trace from its start: `EXTERNREF_TRACE=/tmp/tests.trace swift test`.
///
/// What is watched are the handles that are made by the closure's task and by the tasks that it starts; tests that run at
/// the same time are not mixed up with it. Threads that are no part of a task are watched with `onAllThreads`.
///
/// The package `externref` must have its trait `Tracing`. Without it handles cannot be seen, and that is an issue too.
///
/// - Parameters:
///   - onAllThreads: Whether to watch what all threads of the process do meanwhile. Other tests that make handles at the same
///     time then count as the closure: run it in a suite that is `.serialized`, and with no other.
///   - sourceLocation: Where issues are recorded.
///   - body: What to run.
/// - Returns: What `body` returns. A handle in it counts as left.
/// - Throws: What `body` throws. Handles that are left are an issue then too.
@discardableResult
public func expectNoLeaks<Result, Failure: Error>(
  onAllThreads: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  #if Tracing
    guard let scope = openScope(onAllThreads, sourceLocation) else { return try body() }
    defer { judge(scope, sourceLocation) }
    return try scope.run(body)
  #else
    recordBlindness(sourceLocation)
    return try body()
  #endif
}

/// Runs an asynchronous closure, and records an issue when counts that were taken in it are left.
///
/// This is as the other form. Tasks that the closure starts and does not wait for may well be at work when it returns: what
/// they hold is left.
@discardableResult
public func expectNoLeaks<Result, Failure: Error>(
  onAllThreads: Bool = false, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws(Failure) -> Result
) async throws(Failure) -> Result {
  #if Tracing
    guard let scope = openScope(onAllThreads, sourceLocation) else { return try await body() }
    defer { judge(scope, sourceLocation) }
    return try await scope.run(body)
  #else
    recordBlindness(sourceLocation)
    return try await body()
  #endif
}

#if Tracing
  private func openScope(_ onAllThreads: Bool, _ sourceLocation: SourceLocation) -> HandleScope? {
    do throws(HandleTrace.Failure) {
      return try HandleScope(hasAllThreads: onAllThreads)
    } catch {
      Issue.record("expectNoLeaks cannot see handles: \(error.description)", sourceLocation: sourceLocation)
      return nil
    }
  }

  private func judge(_ scope: HandleScope, _ sourceLocation: SourceLocation) {
    guard let survivors = scope.survivors() else {
      Issue.record(
        "expectNoLeaks cannot see handles: the trace was stopped, or had no more room, while the closure ran",
        sourceLocation: sourceLocation)
      return
    }
    guard !survivors.isEmpty else { return }
    Issue.record(Comment(rawValue: report(survivors)), sourceLocation: sourceLocation)
  }
#else
  private func recordBlindness(_ sourceLocation: SourceLocation) {
    Issue.record(
      "expectNoLeaks cannot see handles: the package externref is built without its trait Tracing",
      sourceLocation: sourceLocation)
  }
#endif
