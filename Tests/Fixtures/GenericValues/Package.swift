// swift-tools-version: 6.2
import PackageDescription

// A program of its own, built as its users build theirs: scripts/test runs it without and with optimisation.
let package = Package(
  name: "GenericValues",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "externref", path: "../../..")],
  targets: [
    .target(name: "Elsewhere", dependencies: [.product(name: "ExternRef", package: "externref")]),
    .executableTarget(
      name: "GenericValues", dependencies: ["Elsewhere", .product(name: "ExternRef", package: "externref")]),
  ]
)
