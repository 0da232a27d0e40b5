/// What became of a script.
struct Outcome {
  /// Assertions that held.
  var passed = 0
  var failures: [String] = []
  /// Assertions that could not be tried, by the reason.
  var skipped: [String: Int] = [:]
  /// Handles that were alive when the store was gone.
  var leaked = 0

  var skippedCount: Int { skipped.values.reduce(0, +) }
  var hasFailed: Bool { !failures.isEmpty || leaked != 0 }
}

/// Why a command cannot be tried.
struct Skip: Error {
  let reason: String
}

/// Why a command has failed.
struct Failure: Error {
  let message: String
}
