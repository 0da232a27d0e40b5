import Foundation

/// The sources, the manifest and the documentation of this project, as text.
struct Project: Sendable {
  /// Read once.
  static let shared = Project()

  struct File: Sendable {
    /// Beneath `Sources`.
    let path: String
    let room: String
    let imports: Set<String>
    /// The lines, without indentation and those that are comments.
    let code: [String]
  }

  /// The server is a package of its own.
  static let server = "PageServer"

  /// In the order of their paths.
  let files: [File]
  /// The folders of Swift sources, in order.
  let rooms: [String]
  private let root: URL

  private init() {
    root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let sources = root.appending(path: "Sources").path
    let paths = (FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".swift") && !$0.contains(".build") && !$0.hasSuffix("/Package.swift") }
    files = paths.sorted().map {
      File(path: $0, text: (try? String(contentsOfFile: "\(sources)/\($0)", encoding: .utf8)) ?? "")
    }
    rooms = Set(files.map(\.room)).sorted()
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// What the files of a room import.
  func imports(of room: String) -> Set<String> {
    files.filter { $0.room == room }.reduce(into: []) { $0.formUnion($1.imports) }
  }

  func importers(of module: String) -> [String] {
    rooms.filter { imports(of: $0).contains(module) }
  }

  /// All rooms that a room imports, and those import, and so on.
  func reach(of room: String, notThrough lent: Set<String> = []) -> Set<String> {
    var reached: Set<String> = []
    var next = imports(of: room)
    while let module = next.popFirst() {
      guard rooms.contains(module), reached.insert(module).inserted, !lent.contains(module) else { continue }
      next.formUnion(imports(of: module))
    }
    return reached
  }

  /// The targets of the manifest, each with what it depends on.
  func targets() throws -> [String: Set<String>] {
    let target = #/arget\(\s*name: "(\w+)"(?:,\s*dependencies: \[((?:[^\]])*)\])?/#
    var targets: [String: Set<String>] = [:]
    for match in try text("Package.swift").matches(of: target) {
      let names = (match.output.2 ?? "").matches(of: /"(\w+)"/).map { String($0.output.1) }
      targets[String(match.output.1)] = Set(names)
    }
    return targets
  }

  /// The table of rooms in the documentation: each with the rooms that it imports.
  func listedRooms() throws -> [String: Set<String>] {
    let row = #/^\| `(\w+)` \| .* \|([^|]*)\|$/#.anchorsMatchLineEndings()
    return Dictionary(
      try text("docs/architecture.md").matches(of: row).map { match in
        (String(match.output.1), Set(match.output.2.matches(of: /\w+/).map { String($0.output) }))
      }, uniquingKeysWith: { $0.union($1) })
  }
}

extension Project.File {
  fileprivate init(path: String, text: String) {
    self.path = path
    room = String(path.prefix { $0 != "/" })
    code = text.split(separator: "\n").compactMap { line in
      let line = line.trimmingPrefix { $0 == " " }
      return line.hasPrefix("//") ? nil : String(line)
    }
    imports = Set(
      code.compactMap { line in
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index <= 1, words.count == index + 2 else {
          return nil
        }
        return String(words[index + 1])
      })
  }
}
