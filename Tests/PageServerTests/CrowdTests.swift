import Foundation
import Glibc
import Testing

/// Crowds take more descriptors than other tests bear beside them: Foundation's `Process` reads past its buffer when it
/// lists about 1,350 or more. So `scripts/test` runs these alone.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["EXTERNREF_CROWDS"] != nil, "they run alone, in scripts/test"),
  .enabled(if: PageServer.path != nil, "the page's server is not built: run scripts/page-server"), .serialized
)
struct CrowdTests {
  @Test func `a thousand connections are served, and one more is refused clearly`() throws {
    try allowDescriptors()
    let server = try PageServer()
    server.send("begin 0")
    var clients: [Client] = []
    for _ in 0..<1_000 { clients.append(try server.follow()) }
    for client in clients { try client.wait(for: "data: 0\n\n") }
    let refused = try server.answer(to: server.request())
    #expect(refused.status == 503)
    #expect(refused.body.contains("as many viewers as its server takes"))
    #expect(refused.fields["retry-after"] != nil)
    server.send("step 1")
    for client in clients { try client.wait(for: "data: 1\n\n") }
    clients.removeLast(10)
    // The system may need a moment to report that they are gone.
    var answer = refused
    for _ in 0..<200 where answer.status != 200 {
      answer = try server.answer(to: server.request())
      usleep(10_000)
    }
    #expect(answer.status == 200)
  }

  @Test func `a storm of connections beyond the limit does no harm`() throws {
    try allowDescriptors()
    let server = try PageServer()
    server.send("begin 0")
    let idle = try (0..<1_000).map { _ in try server.connect() }
    var refused = 0
    for _ in 0..<500 {
      guard let client = try? server.connect(), (try? client.send(server.request())) != nil else { continue }
      refused += 1
    }
    #expect(refused > 0)
    #expect(server.isRunning)
    withExtendedLifetime(idle) {}
    #expect(try server.residentBytes() < 128 << 20)
  }

  @Test func `viewers who sleep delay no other, cost no memory, and are let go`() throws {
    try allowDescriptors()
    let server = try PageServer(["--patience", "1"])
    server.send("begin 0")
    let awake = try (0..<150).map { _ in try server.follow() }
    let asleep = try (0..<50).map { _ in try server.follow(receiveBuffer: 4_096) }
    let padding = String(repeating: "x", count: 1_000)
    let before = try server.residentBytes()
    for batch in 0..<20 {
      for step in 1...100 { server.send("step \(batch * 100 + step) \(padding)") }
      for viewer in awake { try viewer.wait(for: "data: \(batch * 100 + 100) ") }
    }
    for viewer in awake { #expect(viewer.text.count > 2_000 * padding.utf8.count) }
    // One copy of two megabytes, and the buffers of writing. A queue for each sleeper would be 100 MB.
    #expect(try server.residentBytes() - before < 32 << 20)
    for viewer in asleep {
      try viewer.waitToBeLetGo()
      try viewer.readToEnd()
      #expect(viewer.text.count < 2_000 * padding.utf8.count)
    }
  }

  @Test func `many steps at once reach all viewers`() throws {
    try allowDescriptors()
    let server = try PageServer()
    server.send("begin 0")
    let viewers = try (0..<200).map { _ in try server.follow() }
    for step in 1...2_000 { server.send("step \(step)") }
    for viewer in viewers {
      try viewer.wait(for: "data: 2000\n\n")
      #expect(viewer.events == (0...2_000).map { "\($0)" })
    }
  }

  /// Lets this process open as many sockets as the tests need.
  private func allowDescriptors() throws {
    var limit = rlimit()
    // SAFETY: the calls read and fill in `limit`, which lives until they return.
    try #require(unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 4_096))
    try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    try #require(limit.rlim_cur >= 2_048, "this system allows too few open files")
  }
}
