internal import Files
internal import Model
internal import SystemPackage

extension Session {
  /// Writes a script or an export to a file that must not be there yet: a slip must not cost anybody a file.
  ///
  /// Where that fails, the line evaluated last is reported as failed, and no file is left behind.
  ///
  /// - Parameters:
  ///   - contents: all bytes of the file.
  ///   - path: where the file will be.
  ///   - source: that line.
  public func save(_ contents: [UInt8], as path: String, for source: [UInt8]) {
    do throws(Errno) {
      try fileScope.create(path, with: contents)
    } catch {
      refuse(.unwritable(path: path, error), in: source)
    }
  }
}
