// swift-tools-version: 6.2
import PackageDescription

// What is tested with the trait `Tracing` on: tracing itself, by a program that is killed, starved and forked; the tests'
// own `expectNoLeaks`; and all tests of the handles, which must hold as they do without. A package of its own depends on
// the library as programs do, and builds little else.

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
  // What tests of the handle's shape ask for.
  .define("Tracing"),
]

let externRef = Target.Dependency.product(name: "ExternRef", package: "externref")
let testing = Target.Dependency.product(name: "ExternRefTesting", package: "externref")
let wasmEngine = Target.Dependency.product(name: "WasmEngine", package: "externref")

let package = Package(
  name: "traced",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "externref", path: "../..", traits: ["Tracing"])],
  targets: [
    .target(name: "TestSupport", swiftSettings: settings),
    // Traces of millions of slots are read.
    .target(name: "TraceReading", swiftSettings: settings + [.unsafeFlags(["-O"])]),
    .executableTarget(
      name: "Probe", dependencies: [externRef, "TestSupport", wasmEngine], swiftSettings: settings),
    .testTarget(
      name: "TracingTests", dependencies: [externRef, "Probe", "TestSupport", "TraceReading", wasmEngine],
      swiftSettings: settings),
    .testTarget(name: "LeakTests", dependencies: [externRef, testing], swiftSettings: settings),
    .testTarget(name: "ExternRefTests", dependencies: [externRef, "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "WasmEngineTests", dependencies: [externRef, "TestSupport", wasmEngine], swiftSettings: settings),
  ]
)
