import Files
import Foundation
import Serving
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct LivePageTests {
  private func page(_ bounds: LivePage.Bounds = .init(), opening: String = "{}") -> LivePage {
    LivePage(page: Array("<p>\n".utf8), bounds: bounds) { Array(opening.utf8) }
  }

  @Test func `a server is sent the page, the beginning, the steps and the end`() throws {
    let server = try FakeServer("serve; keep")
    let page = page()
    try page.start(server.program)
    #expect(page.address == "http://127.0.0.1:1234/abcdefghijklmnopqrstuvwxyz234567/")
    #expect(page.isOn)
    page.send(Array(#"{"step":1}"#.utf8))
    page.pause()
    #expect(!page.isOn)
    page.send(Array(#"{"step":2}"#.utf8))
    try page.start(server.program)
    page.forget(steps: 1, opening: Array("[]".utf8))
    page.end()
    _ = try server.wait(for: "ended")
    #expect(
      try server.wait(for: "input") == """
        page 4
        <p>
        begin {}
        step {"step":1}
        pause
        step {"step":2}
        resume
        trim 1 []

        """)
    #expect(page.takeNotice() == nil)
  }

  @Test func `a server is told where to listen`() throws {
    let server = try FakeServer(#"echo "$@" >"$folder/arguments"; serve; keep"#)
    let page = LivePage(page: [], options: .init(host: "192.0.2.1", port: 8080)) { [] }
    try page.start(server.program)
    #expect(server.contents(of: "arguments") == "--host 192.0.2.1 --port 8080\n")
  }

  @Test func `a server that cannot start says why`() throws {
    let page = page()
    let server = try FakeServer("echo 'error cannot listen on port 1'")
    #expect(throws: LivePage.Obstacle("cannot listen on port 1")) { try page.start(server.program) }
    #expect(!page.isOn)
    let silent = try FakeServer("exit 3")
    #expect(throws: LivePage.Obstacle.self) { try page.start(silent.program) }
    #expect(throws: LivePage.Obstacle.self) { try page.start(ServerProgram(path: "/nonexistent")) }
    // None of them is a server that has ended.
    page.send([])
    #expect(page.takeNotice() == nil)
  }

  @Test func `the server's death is said once, and costs the session nothing`() throws {
    let server = try FakeServer("serve; read line; echo 'error it is full'; exit 1")
    let page = page()
    try page.start(server.program)
    let notice = try eventually("a notice") { page.takeNotice() }
    #expect(notice.contains("it is full"))
    #expect(!page.isOn)
    for _ in 0..<1_000 { page.send([UInt8](repeating: 0x20, count: 100_000)) }
    #expect(page.takeNotice() == nil)
  }

  @Test func `a server that is started again has the same address`() throws {
    let first = try FakeServer("serve")
    let page = page()
    try page.start(first.program)
    _ = try eventually("a notice") { page.takeNotice() }
    let second = try FakeServer(#"echo "$@" >"$folder/arguments"; serve; keep"#)
    try page.start(second.program)
    #expect(second.contents(of: "arguments") == "--host 127.0.0.1 --port 1234\n")
    page.end()
    _ = try second.wait(for: "ended")
    #expect(
      try second.wait(for: "input").hasPrefix(
        "token abcdefghijklmnopqrstuvwxyz234567\npage 4\n<p>\nbegin {}\n"))
  }

  @Test func `a server that reads nothing does not hold the session up, and gets the present state later`()
    throws
  {
    let server = try FakeServer(
      """
      read -r a; read -r b; serve
      while [ ! -e "$folder/go" ]; do sleep 0.01; done
      keep
      """)
    var bounds = LivePage.Bounds()
    bounds.waitingBytes = 100_000
    let page = page(bounds, opening: "{now}")
    try page.start(server.program)
    page.pause()
    let step = Array("[\(String(repeating: "x", count: 998))]".utf8)
    for _ in 0..<20_000 { page.send(step) }
    try server.touch("go")
    page.end()
    _ = try server.wait(for: "ended")
    let lines = try server.wait(for: "input").split(separator: "\n")
    // Twenty megabytes were sent. What was dropped was dropped in whole lines, and then the recording began anew.
    #expect(lines.count < 2_000)
    #expect(lines.count { $0 == "begin {now}" } > 1)
    #expect(
      Set(lines).isSubset(of: ["pause", "begin {now}", "step \(String(decoding: step, as: UTF8.self))"]))
    for index in lines.indices.dropFirst() where lines[index] == "begin {now}" {
      #expect(lines[index - 1] == "pause", "viewers must not see this beginning")
    }
  }

  @Test func `a recording of too many bytes begins anew`() throws {
    let server = try FakeServer("serve; keep")
    var bounds = LivePage.Bounds()
    bounds.bytes = 50
    let page = page(bounds)
    try page.start(server.program)
    for _ in 0..<12 { page.send([UInt8](repeating: 0x31, count: 10)) }
    page.end()
    _ = try server.wait(for: "ended")
    #expect(try server.wait(for: "input").hasSuffix("begin {}\n"))
  }

  @Test func `a server has a session of its own, no signal held back, and no descriptor but its own`() throws
  {
    let server = try FakeServer(
      """
      cat /proc/$$/stat >"$folder/session"
      while read -r key value; do [ "$key" != SigBlk: ] || echo "$value"; done </proc/$$/status >"$folder/signals"
      for file in /proc/$$/fd/*; do readlink "$file"; done >"$folder/descriptors"
      serve; keep
      """)
    // A file that the session has open, and that does not close by itself when a program starts.
    // SAFETY: the path is a constant.
    let leaked = unsafe open("/dev/null", O_RDONLY)
    defer { close(leaked) }
    let page = page()
    try page.start(server.program)
    let descriptors = try server.wait(for: "descriptors")
    #expect(!descriptors.contains("/dev/null"))
    #expect(descriptors.contains("socket:"))
    // The process, its parent, its group, its session.
    let ids = try server.wait(for: "session").split(separator: " ")
    #expect(ids[0] == ids[4] && ids[0] == ids[5])
    let mask = try server.wait(for: "signals").split(whereSeparator: \.isWhitespace).last ?? ""
    #expect(UInt64(mask, radix: 16) == 0)
  }

  @Test func `no server is left behind`() throws {
    let server = try FakeServer(#"echo $$ >"$folder/process"; trap '' TERM; serve; keep"#)
    var live: LivePage? = page()
    try live?.start(server.program)
    let process = pid_t(
      try server.wait(for: "process").trimmingCharacters(in: .whitespacesAndNewlines))!
    live = nil
    _ = try server.wait(for: "ended")
    _ = try eventually("the process's end") { kill(process, 0) != 0 ? true : nil }
  }
}
