import Foundation
import Testing

/// What the pages of the documentation name is there.
struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let pages: [String] = {
    let files = FileManager.default
    let top = (try? files.contentsOfDirectory(atPath: root.path())) ?? []
    let docs =
      files.enumerator(atPath: root.appending(path: "docs").path())?.compactMap { $0 as? String } ?? []
    return (top + docs.map { "docs/\($0)" }).filter { $0.hasSuffix(".md") }.sorted()
  }()

  private static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The anchors of a page's headings, as forges make them.
  private static func anchors(of path: String) throws -> Set<String> {
    let headings = try text(of: path).matches(of: #/#+ (.+)/#.anchorsMatchLineEndings())
    return Set(
      headings.map { match in
        match.output.1.lowercased().replacing(" ", with: "-").filter {
          $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_"
        }
      })
  }

  @Test(arguments: pages)
  func `links lead to files and headings`(page: String) throws {
    // What stands in blocks of code is no link.
    let prose = try Self.text(of: page).replacing(#/(?m)^(```+)[^`\n]*\n(?:.*\n)*?\1$/#, with: "")
    for match in prose.matches(of: #/\]\(([^)\s]+)\)/#) where !match.output.1.contains(":") {
      let parts = match.output.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let folder = URL(filePath: "/\(page)").deletingLastPathComponent()
      let target =
        parts[0].isEmpty ? page : String(folder.appending(path: parts[0]).standardized.path().dropFirst())
      #expect(
        FileManager.default.fileExists(atPath: Self.root.appending(path: target).path()), "\(match.output.1)")
      if parts.count == 2, target.hasSuffix(".md") {
        #expect(try Self.anchors(of: target).contains(String(parts[1])), "\(match.output.1)")
      }
    }
  }

  @Test(arguments: pages.filter { $0 != "CHANGELOG.md" })
  func `files of the project that a page names are there`(page: String) throws {
    for match in try Self.text(of: page).matches(of: #/`((?:Sources|Tests|scripts|docs)/[^` |\[…]+)/#) {
      let path = Self.root.appending(path: match.output.1).path()
      #expect(FileManager.default.fileExists(atPath: path), "\(match.output.1)")
    }
  }
}
