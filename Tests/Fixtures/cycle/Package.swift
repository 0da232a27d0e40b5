// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "cycle",
  platforms: [.macOS(.v26)],
  traits: [.trait(name: "Traced", description: "Writes a trace of its handles where EXTERNREF_TRACE says.")],
  dependencies: [
    .package(
      name: "externref", path: "../../..",
      traits: [.trait(name: "Tracing", condition: .when(traits: ["Traced"]))])
  ],
  targets: [
    .executableTarget(
      name: "Cycle",
      dependencies: [.product(name: "ExternRef", package: "externref")])
  ]
)
