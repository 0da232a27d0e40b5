@testable import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

struct SharedFileTests {
  private let folder = try! TemporaryDirectory()

  private var path: FilePath { FilePath(folder.appending("lines")) }

  private func lines() throws -> [String] {
    String(decoding: try FileContents.read(path.string, limit: 1 << 24), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Where there is no lock to be had the system itself keeps the lines apart, because each goes to what is the end of
  /// the file at that moment.
  @Test func `writers without the lock do not write over each other's lines`() async throws {
    let other = try FileDescriptor.open(path, .readWrite, options: .create, permissions: .ownerReadWrite)
    defer { try? other.close() }
    #expect(other.lock())
    let file = SharedFile(path, patience: 0)
    let (writers, count) = (4, 2_000)
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          guard let access = try? file.open() else { return }
          let isLocked = access.isLocked
          #expect(!isLocked)
          for number in 0..<count { try? access.append(line: Array("\(writer) \(number)".utf8)) }
        }
      }
    }
    let lines = try lines().filter { !$0.isEmpty }
    #expect(lines.count == writers * count)
    #expect(Set(lines).count == writers * count)
  }

  @Test func `a line goes to the end that the file has then, and not to the one it had before`() throws {
    let other = try FileDescriptor.open(path, .readWrite, options: .create, permissions: .ownerReadWrite)
    defer { try? other.close() }
    #expect(other.lock())
    let first = try SharedFile(path, patience: 0).open()
    let second = try SharedFile(path, patience: 0).open()
    for number in 0..<3 {
      try first.append(line: Array("first \(number)".utf8))
      try second.append(line: Array("second \(number)".utf8))
    }
    #expect(
      try lines() == ["first 0", "second 0", "first 1", "second 1", "first 2", "second 2", ""])
  }

  @Test func `what a process that was killed left behind when it cut the file is cleared`() throws {
    let access = try SharedFile(path).open()
    let leftover = folder.appending(".lines.externref-new")
    try Data("half".utf8).write(to: URL(filePath: leftover))
    access.clearLeftover()
    #expect(!FilePath(leftover).exists)
    try access.replace(with: [Array("kept".utf8)])
    #expect(try lines() == ["kept", ""])
    #expect(!FilePath(leftover).exists)
  }
}
