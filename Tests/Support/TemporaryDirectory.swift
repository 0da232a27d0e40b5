import Foundation

/// A folder that is empty at first, and gone with all it contains when this value dies.
public final class TemporaryDirectory: Sendable {
  public let path: String

  public init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "externref-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something in the folder.
  public func appending(_ name: String) -> String { "\(path)/\(name)" }
}
