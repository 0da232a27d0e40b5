import Files
import Foundation
import Serving
import SystemPackage
import TestSupport
import Testing

struct ServerProgramTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func write(_ text: String, to name: String) throws -> FilePath {
    FilePath(try folder.addProgram(name, text))
  }

  @Test func `the server stands beside the program`() throws {
    let server = try write("#!/bin/sh\n", to: "bin/externref-page-server")
    _ = try write("#!/bin/sh\nexit 1\n", to: "scripts/page-server")
    #expect(try ServerProgram.find(executable: FilePath(folder.appending("bin/externref"))).path == server)
  }

  @Test func `an installation has the server apart from its commands`() throws {
    let server = try write("#!/bin/sh\n", to: "libexec/externref/externref-page-server")
    _ = try write("#!/bin/sh\nexit 1\n", to: "bin/scripts/page-server")
    #expect(try ServerProgram.find(executable: FilePath(folder.appending("bin/externref"))).path == server)
  }

  @Test func `in the project's folder it is built when it is wanted`() throws {
    let server = try write("#!/bin/sh\n", to: "made")
    _ = try write("#!/bin/sh\necho \(server)\n", to: "scripts/page-server")
    let program = FilePath(folder.appending(".build/x/release/externref"))
    #expect(try ServerProgram.find(executable: program).path == server)
  }

  @Test func `a build that fails leaves no server`() throws {
    _ = try write("#!/bin/sh\necho /bin/sh\nexit 1\n", to: "scripts/page-server")
    let error = #expect(throws: LivePage.Obstacle.self) {
      try ServerProgram.find(executable: FilePath(folder.appending(".build/release/externref")))
    }
    #expect(error?.description == "the page's server was not built")
  }

  @Test func `where there is none it is said what is missing`() throws {
    let error = #expect(throws: LivePage.Obstacle.self) {
      try ServerProgram.find(executable: FilePath(folder.appending("externref")))
    }
    #expect(error?.description.contains("externref-page-server") == true)
  }

  @Test func `a given path goes before all others, and must be right`() throws {
    let server = try write("#!/bin/sh\n", to: "given")
    #expect(try ServerProgram.find(given: server.string).path == server)
    #expect(throws: LivePage.Obstacle.self) { try ServerProgram.find(given: folder.appending("nothing")) }
  }
}
