internal import Model

/// A file to write, and how.
struct ExportTarget {
  let path: String
  let format: ExportFormat
}

extension Parameter<ExportTarget> {
  /// A path that says by its ending what is to be written.
  static func export(_ label: String) -> Parameter {
    let path = Parameter<Argument<String>>.path(label)
    return Parameter(shape: path.shape) { call throws(Failure) in
      let path = try path.read(&call)
      guard let format = ExportFormat(endingOf: path.value) else {
        throw .unknownFormat(path.token, endings: ExportFormat.endings)
      }
      return ExportTarget(path: path.value, format: format)
    }
  }
}
