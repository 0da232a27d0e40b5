import Foundation
import TestSupport
import Testing

/// What the program does to files that are not its own, as a user who is not root.
struct FileEffectTests {
  private static let wrong = "```externref\n> a = new counter\nwrong\n```\n"
  private static let right = "```externref\n> a = new counter\n@1  Counter  0  count 1  held by a\n```\n"

  private let folder = try! TemporaryDirectory()

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name)))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.appending(name))), as: UTF8.self)
  }

  /// Runs a script in which `run` is the program, and the folder is the user's.
  private func shell(_ script: String, preparation: String = "true") throws -> Tool.Result {
    try Tool.shell(
      """
      \(preparation)
      if [ "$(id -u)" = 0 ]; then
        chown -R 65534:65534 .
        set -- setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all
      fi
      export TMPDIR="$PWD"
      exec "$@" /bin/sh -c 'run() { "$externref" "$@"; }; \(script)'
      """, in: folder.path)
  }

  @Test func `a file that may not be written is refused, and its other names stay as they are`() throws {
    try write(Self.wrong, to: "t.md")
    let run = try shell("ln t.md t2.md; chmod 444 t.md; run test --update t.md")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("error E0016: cannot write 't.md': EACCES"))
    #expect(try text("t.md") == Self.wrong)
    #expect(try text("t2.md") == Self.wrong)
  }

  @Test func `a document with two names is updated under both`() throws {
    try write(Self.wrong, to: "t.md")
    let run = try shell("ln t.md t2.md; run test --update t.md")
    #expect(run.status == 0)
    #expect(try text("t2.md") == Self.right)
  }

  @Test func `where the folder may not be written it is named, and a file that is there is updated in place`()
    throws
  {
    try write(Self.wrong, to: "t.md")
    let run = try shell(
      "mkdir shut; cp t.md shut; chmod 555 shut; run test --update shut/t.md; run export -o shut/x.svg t.md")
    #expect(run.output.hasPrefix("shut/t.md: 1 answer updated\n"))
    #expect(try text("shut/t.md") == Self.right)
    #expect(run.status == 1)
    #expect(
      run.errors == """
        error E0016: cannot write 'shut/x.svg' in the folder 'shut': EACCES, Permission denied
          help: change the folder's permissions, or choose another

        """)
  }

  @Test(arguments: ["-o x.svg/", "-o there/", "-o missing/x.svg", "-o folder.svg"])
  func `what cannot be a file is none`(option: String) throws {
    try write("a = new counter\n", to: "s.xr")
    let run = try shell("mkdir folder.svg; : >there; run export \(option) s.xr; echo $?; ls")
    #expect(run.output.hasSuffix("folder.svg\ns.xr\nthere\n"))
    #expect(!run.output.hasPrefix("0"))
  }

  @Test func `lines with paths of the shell's kind do what open would`() throws {
    let script = """
      f = new file new/
      g = new file ~/
      .save saved/
      .export pic.svg/
      .save ~/saved.xr
      h = new file ~/made.txt

      """
    let run = try Tool.run(
      ["run", "--json", "-"], input: script, environment: ["HOME": folder.path], in: folder.path)
    let events = try run.events()
    #expect(events.named("error").map { $0["code"] } == Array(repeating: "E0016", count: 4))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["made.txt", "saved.xr"])
  }

  @Test func `a home folder in an option is found`() throws {
    try write("a = new counter\n", to: "start.xr")
    let run = try Tool.run(
      ["run", "--init=~/start.xr", "-"], input: "show a\n", environment: ["HOME": folder.path])
    #expect(run.status == 0)
  }

  // MARK: Waiting

  @Test(arguments: ["fifo", "/dev/zero", "/dev/tty"])
  func `a line has nothing read that has no end`(path: String) throws {
    try write(".read \(path)\na = new counter\n", to: "s.xr")
    let run = try shell("mkfifo fifo; run run - <s.xr; run run --allow-files /dev s.xr")
    #expect(run.status == 1)
    #expect(run.output.ranges(of: "@1  Counter").count == 2)
    #expect(run.errors.ranges(of: "error E00").count == 2)
  }

  @Test func `what the command line names may be a FIFO`() throws {
    let run = try shell(
      """
      mkfifo in out.svg; (echo a = new counter >in) & run run in
      echo a = new counter | run export -o out.svg - & cat out.svg >copy; wait
      """)
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("@1  Counter"))
    #expect(try text("copy").hasPrefix("<svg"))
  }

  // MARK: Folders of documents

  @Test func `what a folder holds and cannot be run is an error`() throws {
    try write(Self.right, to: "good.md")
    let run = try shell(
      """
      mkdir d; cp good.md d; cp good.md d/"$(printf "b\\377d.md")"; mkfifo d/fifo.md; ln -s nowhere d/link.md
      run test d
      """)
    #expect(run.status == 1)
    #expect(run.output == "1 passed, 3 failed\n")
    for text in [
      "'d/b\\xffd.md' is not UTF-8", "d/fifo.md:1: error E0017: 'fifo.md' is a FIFO",
      "d/link.md:1: error E0016: cannot read 'link.md': ENOENT",
    ] {
      #expect(run.errors.contains(text))
    }
  }

  @Test func `a block that cannot be made a file is named by its line`() throws {
    let block = "```text file=big.txt\n\(String(repeating: "x", count: 3_000_000))\n```\n"
    try write("# Title\n\n" + block + Self.right, to: "t.md")
    // ThreadSanitizer writes a file of half a MiB at its start, and crashes where it cannot.
    let run = try shell("ulimit -f 2048; run test t.md")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("t.md:3:1: error E0030: cannot write 'big.txt': EFBIG"))
  }

  // MARK: Signals

  /// Runs a document that takes for ever, does something, and lists what is left.
  private func interrupted(by signal: String, then script: String = "true") throws -> Tool.Result {
    try write(
      "```externref\n> f = new file left.txt\n> r = new counter\n> race r threads 2 times 1000000000\n```\n",
      to: "t.md")
    return try shell(
      """
      "$externref" test t.md & program=$!
      until ls externref-scratch-*/left.txt >/dev/null 2>&1; do sleep 0.01; done
      kill -\(signal) $program; wait $program; echo status $?
      \(script); ls
      """)
  }

  @Test(arguments: [("HUP", 129), ("TERM", 143), ("USR1", 138), ("XCPU", 152)])
  func `a signal that ends a run leaves no temporary folder behind`(signal: String, status: Int) throws {
    let run = try interrupted(by: signal)
    #expect(run.output == "status \(status)\nt.md\n")
  }

  @Test func `what a kill has left is cleared by the next run, and what another run uses is not`() throws {
    try write(Self.right, to: "good.md")
    let run = try interrupted(
      by: "KILL",
      then: """
        ls -d externref-scratch-*/left.txt | wc -l
        "$externref" test t.md & program=$!; sleep 0.5
        until [ "$(ls externref-scratch-*/left.txt 2>/dev/null | wc -l)" = 1 ]; do sleep 0.01; done
        run test good.md
        ls -d externref-scratch-*/left.txt | wc -l
        kill $program; wait
        """)
    #expect(run.output == "status 137\n1\n1 passed, 0 failed\n1\ngood.md\nt.md\n")
  }
}
