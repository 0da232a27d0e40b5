import Testing

/// What the exit status says.
struct ExitStatusTests {
  @Test(arguments: ["", "\n\n# only a comment\n", "a = new counter\n", "a = new counter", ".quit\n"])
  func `0 when all lines held`(script: String) throws {
    let run = try Tool.run(script: script)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
  }

  @Test(arguments: [
    "frob\n", "frob\na = new counter\n", "a = new counter\nexpect strong_count a 2\n.names\n",
  ])
  func `1 when a line failed, even if later ones held`(script: String) throws {
    #expect(try Tool.run(script: script).status == 1)
    #expect(try Tool.run(script: script, "--json").status == 1)
    #expect(try Tool.run(script: script, "--quiet").status == 1)
  }

  @Test(arguments: [
    ["run"], ["--frob"], ["frob"], ["run", "--color", "sometimes", "-"], ["explain", "E9999"],
    ["run", "--leak-exit-code", "256", "-"], ["run", "--leak-exit-code", "-1", "-"], ["reference"],
    ["reference", "frob"],
  ])
  func `64 for bad usage, with the usage on standard error`(arguments: [String]) throws {
    let run = try Tool.run(arguments)
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("externref"))
  }

  private static let leak = "a = new cell\nput a a\ndrop a\n"

  @Test func `a leak is no failure unless a status is asked for`() throws {
    #expect(try Tool.run(script: Self.leak).status == 0)
    #expect(try Tool.run(script: Self.leak, "--leak-exit-code", "7").status == 7)
    #expect(try Tool.run(script: "a = new cell\n", "--leak-exit-code", "7").status == 0)
  }

  @Test func `a failed line counts for more than a leak`() throws {
    #expect(try Tool.run(script: "frob\n" + Self.leak, "--leak-exit-code", "7").status == 1)
  }

  @Test func `a leak of a session that was reset does not hide`() throws {
    #expect(try Tool.run(script: Self.leak + ".reset\n", "--leak-exit-code", "7").status == 7)
  }

  @Test func `bail stops at the first line that fails, and still ends the session`() throws {
    let run = try Tool.run(script: "a = new counter\nfrob\nb = new counter\n", "--bail")
    #expect(run.status == 1)
    #expect(run.output.contains("@1  count 1 → 0  Counter destroyed"))
    #expect(!run.output.contains("@2"))
  }

  @Test func `bail stops at a file that cannot be read`() throws {
    let script = ".read missing\na = new counter\n"
    #expect(try !Tool.run(script: script, "--bail").output.contains("@1"))
    #expect(try Tool.run(script: script).output.contains("@1"))
    #expect(
      try !Tool.run(["run", "--bail", "missing", "-"], input: "a = new counter\n").output.contains("@1"))
    #expect(try Tool.run(["run", "missing", "-"], input: "a = new counter\n").output.contains("@1"))
  }
}
