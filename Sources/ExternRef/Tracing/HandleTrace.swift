/// The record of what a program does with its handles.
///
/// A program whose package switches on the trait `Tracing` writes a trace when the environment says where to, with
/// `EXTERNREF_TRACE=PATH`, or when it calls ``start(at:)``. `externref inspect` shows what is in it: who owns each count,
/// where in the source it was taken, what lived when. Without the trait all of this does nothing, and costs nothing.
///
/// ```swift
/// HandleTrace.mark("request \(number)")
/// cache.insert(handle.clone().labeled("cache"))
/// ```
public enum HandleTrace {
  /// Whether the trait `Tracing` is on: whether this program can write a trace.
  public static var isAvailable: Bool {
    #if Tracing
      true
    #else
      false
    #endif
  }

  /// Begins to write a trace.
  ///
  /// Handles that are made before have no number in it, and their values no place: a trace that is to have them all is
  /// asked for in the environment.
  ///
  /// - Parameter path: A file, which is replaced. `%p` stands for the process's number, and `%%` for a percent sign.
  /// - Throws: A ``Failure`` when the file cannot be written, when another process writes its trace to it, or when this
  ///   process writes a trace already. Without the trait nothing happens, and nothing is thrown.
  public static func start(at path: String) throws(Failure) {
    #if Tracing
      try Recorder.start(at: path)
    #endif
  }

  /// Ends the trace, if one is written. What happens afterwards is not in it.
  ///
  /// A trace also ends when the process exits.
  ///
  /// - Complexity: O(*n*) in the number of live values, which are searched for handles.
  public static func stop() {
    #if Tracing
      Recorder.end(.stop)
    #endif
  }

  /// How many values live that were made since the trace began; 0 when none is written. Where the trace had no more room,
  /// it is as many as lived then.
  ///
  /// - Complexity: O(*n*) in the number of events since this or ``mark(_:file:line:function:)`` was last called.
  public static var liveCount: Int {
    #if Tracing
      Recorder.liveCount
    #else
      0
    #endif
  }

  /// Marks this moment in the trace, so that it can be found, and compared with others.
  ///
  /// - Parameters:
  ///   - name: What the moment is called. It is not evaluated when no trace is written.
  ///   - file: The source that marks it.
  ///   - line: The line.
  ///   - function: The function.
  /// - Complexity: O(*n*) in the number of live values, which are searched for handles. It is left out when that has taken
  ///   more than 50 ms and a twentieth of the time since the trace began.
  @inlinable
  public static func mark(
    _ name: @autoclosure () -> String, file: StaticString = #fileID, line: UInt32 = #line,
    function: StaticString = #function
  ) {
    #if Tracing
      if !Recorder.isIdle { Recorder.marked(name(), Place(file, line, function)) }
    #endif
  }
}

extension HandleTrace {
  /// Why no trace is written.
  public struct Failure: Error, Hashable, CustomStringConvertible {
    /// A sentence that names the path and the cause.
    public let description: String
  }
}

#if Tracing
  extension HandleTrace.Failure {
    static var alreadyStarted: Self { Self(description: "this process writes a trace already") }

    static func limit(_ text: String) -> Self {
      Self(description: "EXTERNREF_TRACE_LIMIT is '\(text)', and must be a number of bytes from 65536 up")
    }

    init(path: String, _ failure: Trace.Failure) {
      let cause =
        switch failure {
        case .open(.notAFile): "it is not a regular file"
        case .open(.inUse):
          "another process writes its trace there; %p in the path stands for the process's number"
        case .open(.system(let error)), .map(let error): error.text
        case .room(.full(let error)), .room(.sizeLimit(let error)), .room(.other(let error)): error.text
        }
      self.init(description: "\(path): \(cause)")
    }
  }
#endif
