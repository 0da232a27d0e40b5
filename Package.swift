// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every Swift target, so that no room is built by looser rules than another.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "externref",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "ExternRef", targets: ["ExternRef"]),
    .library(name: "WasmEngine", targets: ["WasmEngine"]),
    .library(name: "ExternRefTesting", targets: ["ExternRefTesting"]),
    .executable(name: "externref", targets: ["CLI"]),
  ],
  traits: [
    .trait(
      name: "Tracing",
      description: """
        Handles can write a trace of what is done with them, with places in the source, for `externref inspect`. \
        They take two words instead of one.
        """)
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(name: "ExternRef", swiftSettings: settings),
    .target(name: "ExternRefTesting", dependencies: ["ExternRef"], swiftSettings: settings),
    .target(name: "CSystemCalls"),
    .target(name: "Files", dependencies: ["CSystemCalls", system], swiftSettings: settings),
    .target(name: "CWasmtime"),
    .target(name: "WasmEngine", dependencies: ["CWasmtime", "ExternRef"], swiftSettings: settings),
    .target(name: "Model", dependencies: [system], swiftSettings: settings),
    .target(
      name: "Session", dependencies: ["ExternRef", "Files", "Model", "WasmEngine", system],
      swiftSettings: settings),
    .target(name: "Markdown", dependencies: ["Model"], swiftSettings: settings),
    .target(name: "Traces", dependencies: ["Files", "Model", system], swiftSettings: settings),
    .target(name: "Rendering", dependencies: ["Markdown", "Model"], swiftSettings: settings),
    .target(
      name: "Exporting", dependencies: ["Markdown", "Model", "Rendering"],
      resources: [.embedInCode("Resources")],
      swiftSettings: settings),
    .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
    .target(name: "CSignals"),
    .target(
      name: "LineEditor", dependencies: ["CReadline", "CSignals", "Files", system], swiftSettings: settings),
    .target(
      name: "Documents", dependencies: ["Files", "Markdown", "Model", "Session", system],
      swiftSettings: settings),
    .target(
      name: "Running",
      dependencies: [
        "Documents", "Exporting", "Files", "LineEditor", "Model", "Rendering", "Session", "Traces", system,
      ],
      swiftSettings: settings),
    .target(
      name: "Lessons",
      dependencies: ["Documents", "Files", "Model", "Rendering", "Running", "Session", system],
      resources: [.embedInCode("Resources")],
      swiftSettings: settings),
    .target(
      name: "Commands",
      dependencies: [
        "Documents", "Exporting", "Files", "Lessons", "LineEditor", "Model", "Rendering", "Running",
        "Serving", "Session", "Traces", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .target(name: "CSpawn"),
    .target(name: "Serving", dependencies: ["CSpawn", "Files", system], swiftSettings: settings),
    .target(name: "CMemory", dependencies: ["CSignals"]),
    .executableTarget(name: "CLI", dependencies: ["CMemory", "Commands"], swiftSettings: settings),

    .systemLibrary(name: "CBenchmarks", path: "Tests/Benchmarks/C"),
    .executableTarget(
      name: "Benchmarks", dependencies: ["CBenchmarks", "ExternRef", "TestSupport"],
      path: "Tests/Benchmarks/Swift",
      swiftSettings: settings),
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
    .executableTarget(
      name: "Wast", dependencies: ["ExternRef", "WasmEngine"], path: "Tests/Wast", swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    .testTarget(
      name: "TracesTests", dependencies: ["CLI", "Model", "Rendering", "TestSupport", "Traces", system],
      swiftSettings: settings),
    .target(
      name: "FuzzTargets",
      dependencies: ["Documents", "Files", "Model", "Rendering", "Running", "Session", "Traces", system],
      path: "Tests/Fuzz/Targets",
      swiftSettings: settings),
    .testTarget(
      name: "ReplayTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Replay", swiftSettings: settings),
    .testTarget(name: "ExternRefTests", dependencies: ["ExternRef", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "ExternRefTestingTests", dependencies: ["ExternRefTesting"], swiftSettings: settings),
    .testTarget(
      name: "WasmEngineTests", dependencies: ["ExternRef", "TestSupport", "WasmEngine"],
      swiftSettings: settings),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport", system], swiftSettings: settings),
    .testTarget(
      name: "SessionTests", dependencies: ["Files", "Model", "Session", "TestSupport", system],
      swiftSettings: settings
    ),
    .testTarget(
      name: "RenderingTests",
      dependencies: ["Markdown", "Model", "Rendering", "Session", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "ExportingTests",
      dependencies: ["Exporting", "Lessons", "Model", "Running", "Session", "TestSupport", system],
      swiftSettings: settings),
    .executableTarget(
      name: "LineEditorProbe", dependencies: ["LineEditor", system], path: "Tests/LineEditorProbe",
      swiftSettings: settings),
    .testTarget(
      name: "LineEditorTests",
      dependencies: ["Files", "LineEditor", "LineEditorProbe", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "DocumentsTests",
      dependencies: ["Documents", "Files", "Markdown", "Model", "Session", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "RunningTests",
      dependencies: [
        "Documents", "Exporting", "Files", "Lessons", "LineEditor", "Model", "Rendering", "Running",
        "Session",
        "TestSupport", system,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "LessonsTests",
      dependencies: [
        "Documents", "Files", "Lessons", "Model", "Rendering", "Running", "Session", "TestSupport", system,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CommandsTests",
      dependencies: ["CLI", "Commands", "Files", "Model", "Session", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "ServingTests", dependencies: ["Files", "Serving", "TestSupport", system], swiftSettings: settings
    ),
    .testTarget(name: "PageServerTests", dependencies: ["TestSupport"], swiftSettings: settings),
  ]
)

// It links only with libFuzzer, as scripts/fuzz does.
if Context.environment["EXTERNREF_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Fuzzer", swiftSettings: settings))
}
