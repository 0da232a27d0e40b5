public import Documents

/// A lesson that is part of the program.
public struct Lesson: Sendable {
  /// What a learner types to begin it.
  public let name: String
  private let source: [UInt8]
  /// A trace that the lesson looks at, which has the lesson's name.
  private let trace: [UInt8]?

  private init(_ name: String, _ source: [UInt8], trace: [UInt8]? = nil) {
    self.name = name
    self.source = source
    self.trace = trace
  }

  /// The lesson as a document.
  public func document() throws(DocumentError) -> Document {
    let document = try Document(name: name, source: source)
    return trace.map { document.adding(file: "\(name).trace", $0) } ?? document
  }

  /// All lessons, in the order in which they build on each other.
  public static var all: [Lesson] {
    [
      Lesson("counts", PackageResources.counts_md),
      Lesson("temporaries", PackageResources.temporaries_md),
      Lesson("first-name", PackageResources.first_name_md),
      Lesson("moving", PackageResources.moving_md),
      Lesson("identity", PackageResources.identity_md),
      Lesson("raw", PackageResources.raw_md),
      Lesson("dangling", PackageResources.dangling_md),
      Lesson("reuse", PackageResources.reuse_md),
      Lesson("rebinding", PackageResources.rebinding_md),
      Lesson("downcasts", PackageResources.downcasts_md),
      Lesson("shared", PackageResources.shared_md),
      Lesson("files", PackageResources.files_md),
      Lesson("nesting", PackageResources.nesting_md),
      Lesson("cycles", PackageResources.cycles_md),
      Lesson("weak", PackageResources.weak_md),
      Lesson("threads", PackageResources.threads_md),
      Lesson("into-raw", PackageResources.into_raw_md),
      Lesson("in-place", PackageResources.in_place_md),
      Lesson("wasm", PackageResources.wasm_md),
      Lesson(
        "your-program", PackageResources.your_program_md, trace: PackageResources.your_program_trace),
    ]
  }

  /// What to learn next.
  ///
  /// - Parameter name: the lesson that was done last; nil for none.
  /// - Returns: the first lesson behind it whose answers were not all right yet, or else the first of all; nil when there
  ///   is none.
  public static func next(after name: String? = nil, with scores: [String: Score]) -> Lesson? {
    let start = name.flatMap { name in all.firstIndex { $0.name == name } }.map { $0 + 1 } ?? 0
    return (all[start...] + all[..<start]).first { lesson in
      lesson.name != name && (scores[lesson.name].map { $0.right < $0.asked } ?? true)
    }
  }

  /// The lesson of that name.
  public static func named(_ name: String) -> Lesson? {
    all.first { $0.name == name }
  }
}
