import Foundation
import Testing

@Suite(
  .enabled(if: PageServer.path != nil, "the page's server is not built: run scripts/page-server"), .serialized
)
struct ViewingTests {
  @Test func `the page is served as it was given`() throws {
    let server = try PageServer()
    let answer = try server.answer(to: server.request())
    #expect(answer.status == 200)
    #expect(answer.body == PageServer.page)
    #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
    #expect(answer.fields["cache-control"] == "no-store")
    #expect(answer.fields["x-content-type-options"] == "nosniff")
    #expect(answer.fields["referrer-policy"] == "no-referrer")
    #expect(answer.fields["content-security-policy"] == nil, "the page has its own")
    #expect(try server.answer(to: server.request("?embed")).body == PageServer.page)
  }

  @Test func `a head is an answer without its body`() throws {
    let server = try PageServer()
    let page = try server.answer(to: server.request(method: "HEAD"))
    #expect(page.status == 200)
    #expect(page.fields["content-length"] == "\(PageServer.page.utf8.count)")
    #expect(page.body == "")
    let events = try server.answer(to: server.request("events", method: "HEAD"))
    #expect(events.fields["content-type"] == "text/event-stream")
    #expect(events.body == "")
  }

  @Test func `the address without its last slash leads to the page`() throws {
    let server = try PageServer()
    let request = server.request().replacing("/ HTTP", with: "?embed HTTP")
    let answer = try server.answer(to: request)
    #expect(answer.status == 308)
    #expect(answer.fields["location"] == "/\(server.token)/?embed")
  }

  @Test func `a viewer gets the beginning and each step as it happens`() throws {
    let server = try PageServer()
    let viewer = try server.follow()
    try viewer.wait(for: "retry: 1000\n\n")
    server.send(#"begin {"title":"a"}"#)
    try viewer.wait(for: "id: 0\ndata: {\"title\":\"a\"}\n\n")
    server.send(#"step {"step":1}"#)
    try viewer.wait(for: "id: 1\ndata: {\"step\":1}\n\n")
    let answer = Answer(viewer.string)
    #expect(answer.fields["content-type"] == "text/event-stream")
    #expect(answer.fields["cache-control"] == "no-store")
  }

  @Test func `a late viewer gets everything from the beginning`() throws {
    let server = try PageServer()
    server.send("begin 0")
    for step in 1...20_000 { server.send("step \(step)") }
    let late = try server.follow()
    try late.wait(for: "data: 20000\n\n")
    #expect(late.events == (0...20_000).map { "\($0)" })
  }

  @Test func `a message of megabytes arrives whole`() throws {
    let server = try PageServer()
    let long = String(repeating: "é", count: 3_000_000)
    server.send("begin 0", "step \(long)", "step 2")
    let viewer = try server.follow()
    try viewer.wait("the step behind it") { $0.text.suffix(9).elementsEqual("data: 2\n\n".utf8) }
    #expect(viewer.events == ["0", long, "2"])
  }

  @Test func `during a pause viewers see nothing new, and then all of it in order`() throws {
    let server = try PageServer()
    server.send("begin 0", "step 1")
    let early = try server.follow()
    try early.wait(for: "data: 1\n\n")
    server.send("pause", "step 2", "step 3")
    try early.wait(for: "event: paused\n")
    let late = try server.follow()
    try late.wait(for: "event: paused\n")
    #expect(late.events == ["0", "1", "paused"])
    server.send("resume")
    try early.wait(for: "data: 3\n\n")
    try late.wait(for: "data: 3\n\n")
    #expect(early.events == ["0", "1", "paused", "resumed", "2", "3"])
    #expect(late.events == early.events)
  }

  @Test func `what was said during a pause that never ended stays unseen`() throws {
    let server = try PageServer()
    server.send("begin 0", "pause", "step 1", "begin 2", "step 3")
    let viewer = try server.follow()
    try viewer.wait(for: "event: paused\n")
    server.send("end")
    try viewer.readToEnd()
    #expect(!viewer.string.contains("data: 1"))
    #expect(!viewer.string.contains("data: 2"))
    #expect(!viewer.string.contains("data: 3"))
    #expect(viewer.events.last == "ended")
  }

  @Test func `a recording that begins anew does so for all`() throws {
    let server = try PageServer()
    server.send("begin 0", "step 1")
    let early = try server.follow()
    try early.wait(for: "data: 1\n\n")
    server.send("begin 100", "step 101")
    try early.wait(for: "data: 101\n\n")
    #expect(early.events == ["0", "1", "100", "101"])
    let late = try server.follow()
    try late.wait(for: "data: 101\n\n")
    #expect(late.events == ["100", "101"])
  }

  @Test func `steps that are forgotten are seen by no late viewer, and the others go on`() throws {
    let server = try PageServer()
    server.send("begin 0", "step 1", "step 2", "step 3")
    let early = try server.follow()
    try early.wait(for: "data: 3\n\n")
    server.send("trim 2 {}", "step 4")
    try early.wait(for: "id: 4\ndata: 4\n\n")
    #expect(early.events == ["0", "1", "2", "3", "4"])
    let late = try server.follow()
    try late.wait(for: "id: 4\ndata: 4\n\n")
    #expect(late.events == ["{}", "3", "4"])
    server.send("trim 2 []", "step 5")
    try early.wait(for: "data: 5\n\n")
    let latest = try server.follow()
    try latest.wait(for: "data: 5\n\n")
    #expect(latest.events == ["[]", "5"])
  }

  @Test(arguments: [true, false])
  func `viewers are told of the end, and then the server ends`(isSaid: Bool) throws {
    let server = try PageServer()
    server.send("begin 0")
    let viewer = try server.follow()
    try viewer.wait(for: "data: 0\n\n")
    server.send("step 1")
    if isSaid { server.send("end") } else { try server.closeInput() }
    try viewer.readToEnd()
    #expect(viewer.events == ["0", "1", "ended"])
    let end = try server.end()
    #expect(end.status == 0)
    #expect(end.output == "")
    #expect(throws: Client.Failure.self) { try server.connect() }
  }

  @Test func `an address cannot be guessed, and can be given`() throws {
    let tokens = try (0..<3).map { _ in try PageServer().token }
    #expect(Set(tokens).count == 3)
    #expect(tokens.allSatisfy { $0.utf8.count == 32 })
    let given = String(repeating: "a_-9", count: 8)
    let server = try PageServer(head: "token \(given)\n")
    #expect(server.token == given)
    #expect(try server.answer(to: server.request()).status == 200)
  }

  @Test func `only this machine's own loopback address is bound`() throws {
    let server = try PageServer()
    #expect(throws: Client.Failure.self) { try server.connect(to: "127.0.0.2") }
    let everywhere = try PageServer(["--host", "0.0.0.0"])
    _ = try everywhere.connect(to: "127.0.0.2")
  }
}
