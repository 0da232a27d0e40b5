import Foundation
import Testing

/// The laws of `docs/architecture.md`, read off the sources themselves.
struct ArchitectureTests {
  private let project = Project.shared

  @Test func `the manifest, the imports and the table of rooms have the same arrows`() throws {
    let listed = try project.listedRooms()
    let rooms = project.rooms.filter { $0 != Project.server }
    #expect(listed.keys.sorted() == rooms)
    let targets = try project.targets()
    for room in rooms {
      let imported = project.imports(of: room).intersection(rooms)
      // What only C calls is linked and not imported.
      let given = try #require(targets[room], "\(room) is no target").intersection(rooms)
      #expect(imported == given, "\(room): imported, and given by Package.swift")
      #expect(listed[room] == given, "\(room): in docs/architecture.md, and given by Package.swift")
    }
  }

  @Test func `arrows point one way`() throws {
    var above = try project.targets().filter { project.rooms.contains($0.key) }
    // Again and again the rooms go that import none of those that are left.
    while !above.isEmpty {
      let bottom = above.filter { $0.value.isDisjoint(with: above.keys) }.map(\.key)
      try #require(!bottom.isEmpty, "a cycle among \(above.keys.sorted())")
      for room in bottom { above[room] = nil }
    }
  }

  @Test(arguments: [
    "Rendering": ["Session", "ExternRef", "WasmEngine", "Files"],
    "Exporting": ["Session", "ExternRef", "WasmEngine", "Files"],
    "Traces": ["Session", "ExternRef", "WasmEngine"],
    "Model": ["Session", "ExternRef", "WasmEngine", "Files"],
    "Session": ["Rendering", "Exporting", "LineEditor", "Documents"],
    "Documents": ["Rendering", "Exporting", "LineEditor", "ExternRef"],
  ])
  func `what a room must not know it reaches by no way`(room: String, strangers: [String]) {
    // Whoever holds a room's handles is behind Session, and lends none.
    let lent: Set = room == "Documents" ? ["Session"] : []
    #expect(project.reach(of: room, notThrough: lent).intersection(strangers) == [])
  }

  @Test(arguments: [
    "ArgumentParser": ["Commands"], "CReadline": ["LineEditor"], "CSignals": ["LineEditor"],
    "CSpawn": ["Serving"], "CSystemCalls": ["Files"], "CWasmtime": ["WasmEngine"],
    "ExternRef": ["ExternRefTesting", "Session", "WasmEngine"], "Foundation": [],
    "NIOCore": ["PageServer"], "NIOHTTP1": ["PageServer"], "NIOPosix": ["PageServer"],
    "WasmEngine": ["Session"], "CMemory": [],
  ])
  func `a module of the outside has one room`(module: String, rooms: [String]) {
    #expect(project.importers(of: module) == rooms)
  }

  /// Rooms that are about the system, and in others the files that wait, start threads or write.
  @Test func `the system is asked in few places`() {
    let rooms: Set = ["ExternRef", "Files", "LineEditor", "PageServer", "Serving", "WasmEngine"]
    let others = project.files.filter { !rooms.contains($0.room) && $0.imports.contains("Glibc") }.map(\.path)
    #expect(
      others == [
        "Commands/Inspecting/Pause.swift", "Commands/Output.swift",
        "Commands/Playing/TerminalStage.swift", "Commands/RaceDisplay.swift",
        "Commands/StandardStreams.swift", "Session/Threads.swift",
        "Session/Verbs/PlainRace.swift", "Session/Wasm/EngineInterrupter.swift",
      ])
  }

  @Test func `only Files opens, renames, removes, makes folders and reads variables`() {
    // The libraries stand alone; the server finds its files open.
    let ownCalls: Set = ["ExternRef", "Files", "WasmEngine"]
    let names = [
      "getenv", "setenv", "environ", "realpath", "rename", "unlink", "rmdir", "mkdir", "mkstemp", "mkdtemp",
      "opendir", "openat", "fopen", "lstat", "symlink", "chmod", "FileDescriptor.open", "unsafe open",
      "Glibc.open",
    ]
    let calls = project.files.filter { !ownCalls.contains($0.room) }.flatMap { file in
      file.code.filter { line in names.contains { line.contains("\($0)(") } && !line.contains("func ") }
        .map { "\(file.path): \($0)" }
    }
    // What fills the place of a standard stream that is closed.
    #expect(calls == [#"Commands/StandardStreams.swift: _ = try? FileDescriptor.open("/dev/null", mode)"#])
  }

  @Test func `ladders for other systems are in the libraries only`() {
    let others = project.files.filter { file in
      file.code.contains { $0.hasPrefix("#") && ($0.contains("canImport(") || $0.contains(" os(")) }
    }
    #expect(Set(others.map(\.room)) == ["ExternRef", "WasmEngine"])
  }
}
