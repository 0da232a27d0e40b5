import Foundation
import TestSupport
import Testing

/// Documents from elsewhere that reach for files which are none of their business.
struct HostileLessonTests {
  private let documents = try! DocumentFolder([:])
  private let victim = try! DocumentFolder(["secret.txt": "secret\n", "lines.xr": "stolen = new counter\n"])

  /// Lines that try to get at the victim's folder.
  private var attacks: [String] {
    let name = victim.path.split(separator: "/").last!
    let paths = [
      "\(victim.path)/secret.txt", "../\(name)/secret.txt", "./../\(name)/secret.txt",
      "sub/../../\(name)/secret.txt",
      "file", "relative", "folder/secret.txt", "sub/up/\(name)/secret.txt",
      "/proc/self/root\(victim.path)/secret.txt",
      "/proc/self/fd/0", "descriptors/0", "/dev/stdin", "/dev/fd/0",
    ]
    let files = paths.flatMap { path in
      ["r", "w", "a", "rw"].map { "f = new file \(path) \($0)" } + [
        "f = new_with file \(path)", ".read \(path)",
      ]
    }
    return files + [
      ".read folder/lines.xr", ".read \(victim.path)/lines.xr", ".save \(victim.path)/saved.xr",
      ".save folder/saved.xr",
      ".save ../\(name)/saved.xr", "f = new file folder/new.txt w",
      "f = new file ../\(name)/new.txt",
    ]
  }

  init() throws {
    try documents.write("", to: "sub/nothing.txt")
    let name = victim.path.split(separator: "/").last!
    for (link, target) in [
      ("file", "\(victim.path)/secret.txt"), ("relative", "../\(name)/secret.txt"), ("folder", victim.path),
      ("sub/up", "../.."), ("descriptors", "/proc/self/fd"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: documents.folder.appending(link), withDestinationPath: target)
    }
    let block = "```externref\n" + attacks.map { "> \($0)\n" }.joined() + "```\n"
    try documents.write("# Hostile\n\n" + block, to: "hostile.md")
    try documents.write(attacks.joined(separator: "\n"), to: "hostile.xr")
    try documents.write(attacks.joined(separator: "\n"), to: "inner.xr")
    try documents.write(".read inner.xr\n", to: "outer.xr")
  }

  private func checkVictim() throws {
    #expect(try victim.text("secret.txt") == "secret\n")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: victim.path).sorted() == ["lines.xr", "secret.txt"])
  }

  @Test(arguments: [
    ["test", "hostile.md"], ["play", "hostile.md"], ["learn", "hostile.md"], ["run", "hostile.md"],
    ["run", "hostile.xr"], ["run", "outer.xr"], ["test", "."],
  ])
  func `every attempt is refused with a clear error`(arguments: [String]) throws {
    let run = try Tool.run(arguments, input: "secret of standard input\n", in: documents.path)
    let text = run.output + run.errors
    #expect(
      text.matches(of: /error E0029: '[^']+' is outside the folders that this session may use/).count
        == attacks.count)
    #expect(text.contains("allow its folder: --allow-files"))
    #expect(!text.contains("secret of") && !text.contains("\"secret") && !text.contains("stolen  "))
    #expect(!text.contains("  File  "))
    try checkVictim()
  }

  @Test(arguments: ["run", "test", "play", "learn"])
  func `a folder that is allowed is open, and nothing else`(command: String) throws {
    try documents.write(
      "```externref\n> f = new file \(victim.path)/secret.txt r\n> read f\n> new file /etc/passwd r\n```\n",
      to: "polite.md")
    let run = try Tool.run([command, "--allow-files", victim.path, "polite.md"], in: documents.path)
    let text = run.output + run.errors
    #expect(text.contains("read \"secret\\n\""))
    #expect(text.matches(of: /error E0029: '\/etc\/passwd'/).count == 1)
    let missing = try Tool.run([command, "--allow-files", "missing", "polite.md"], in: documents.path)
    #expect(missing.status == 64)
    #expect(missing.errors.contains("Cannot allow 'missing'"))
  }

  @Test func `what a document writes is a copy, and the folder stays as it was`() throws {
    try documents.write("mine\n", to: "notes.txt")
    try documents.write(
      """
      ```externref
      > f = new file notes.txt a
      > write f "and more"
      > f = new file notes.txt r
      > read f
      > g = new file new.txt w
      > .save saved.xr
      ```

      """, to: "writer.md")
    for command in ["test", "play", "learn", "run"] {
      let run = try Tool.run([command, "writer.md"], in: documents.path)
      #expect(run.output.contains("read \"mine\\n\"") && run.output.contains("\"and more\""))
    }
    #expect(try documents.text("notes.txt") == "mine\n")
    for name in ["new.txt", "saved.xr"] {
      #expect(!FileManager.default.fileExists(atPath: documents.folder.appending(name)))
    }
  }

  @Test func `the user's own shell opens what the user may open`() throws {
    let script = "f = new file \(victim.path)/secret.txt r\nread f\n"
    for arguments in [[], ["run", "-"]] {
      let run = try Tool.run(arguments, input: script, in: documents.path)
      #expect(run.status == 0)
      #expect(run.output.contains("read \"secret\\n\""))
    }
  }

  @Test func `an init file of a script is held to its own folder`() throws {
    try documents.write("f = new file \(victim.path)/secret.txt r\n", to: "init.xr")
    try documents.write("", to: "empty.xr")
    let run = try Tool.run(["run", "--init", "init.xr", "empty.xr"], in: documents.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("error E0029"))
  }

  @Test func `what could move the cursor is shown as an escape`() throws {
    try documents.write(
      "# Title \u{1B}[2J\n\n\u{1B}]0;gotcha\u{7} text\n\n```externref\n> frob \u{1B}[31m\nanswer \u{1B}[1m\n```\n",
      to: "escape.md")
    for command in ["test", "play", "learn", "run"] {
      let run = try Tool.run([command, "escape.md"], in: documents.path)
      #expect(!(run.output + run.errors).contains("\u{1B}") && !(run.output + run.errors).contains("\u{7}"))
    }
  }
}
