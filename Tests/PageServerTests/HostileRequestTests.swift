import Foundation
import Testing

@Suite(
  .enabled(if: PageServer.path != nil, "the page's server is not built: run scripts/page-server"), .serialized
)
struct HostileRequestTests {
  // MARK: Where a request comes from

  @Test(arguments: [
    "evil.example", "evil.example:PORT", "127.0.0.1", "localhost", "127.0.0.1:1",
    "127.0.0.1:PORT.evil.example",
    "127.0.0.1.evil.example:PORT", "127.0.0.2:PORT", "0.0.0.0:PORT", "[::1]:PORT", "", "user@127.0.0.1:PORT",
    "127.1:PORT", "127.0.0.1:PORT\r\nHost: 127.0.0.1:PORT",
  ])
  func `a foreign host is refused`(host: String) throws {
    let server = try PageServer()
    let answer = try server.answer(to: server.request(host: host.replacing("PORT", with: "\(server.port)")))
    #expect(answer.status == 403 || answer.status == 400)
    #expect(!answer.body.contains("a page"))
  }

  @Test(arguments: ["127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT"])
  func `the server's own hosts are answered`(host: String) throws {
    let server = try PageServer()
    #expect(
      try server.answer(to: server.request(host: host.replacing("PORT", with: "\(server.port)"))).status
        == 200)
  }

  @Test func `a request without a host is refused`() throws {
    let server = try PageServer()
    #expect(try server.answer(to: "GET /\(server.token)/ HTTP/1.1\r\n\r\n").status == 403)
    #expect(try server.answer(to: "GET /\(server.token)/ HTTP/1.0\r\n\r\n").status == 403)
  }

  @Test func `on all addresses any address is a host, and no foreign name`() throws {
    let server = try PageServer(["--host", "0.0.0.0"])
    func status(_ host: String) throws -> Int { try server.answer(to: server.request(host: host)).status }
    #expect(try status("192.168.7.7:\(server.port)") == 200)
    #expect(try status("[fe80::1]:\(server.port)") == 200)
    #expect(try status("192.168.7.7.evil.example:\(server.port)") == 403)
    #expect(try status("evil.example:\(server.port)") == 403)
    #expect(try status("192.168.7.7") == 403)
  }

  @Test(arguments: ["null", "http://evil.example", "https://127.0.0.1:PORT", "http://127.0.0.1:1", "file://"])
  func `a foreign origin is refused`(origin: String) throws {
    let server = try PageServer()
    let origin = origin.replacing("PORT", with: "\(server.port)")
    for path in ["", "events"] {
      #expect(try server.answer(to: server.request(path, "Origin: \(origin)")).status == 403)
    }
  }

  @Test func `the page's own origin is answered`() throws {
    let server = try PageServer()
    #expect(
      try server.answer(to: server.request("", "Origin: http://127.0.0.1:\(server.port)")).status == 200)
  }

  // MARK: What a request asks for

  @Test func `without the token there is nothing`() throws {
    let server = try PageServer()
    let token = server.token
    func other(than letter: Character?) -> Character { letter == "a" ? "b" : "a" }
    let guesses = [
      "", "/", "//", "/events", "/\(token.dropLast())/", "/\(token)a/",
      "/\(other(than: token.first))\(token.dropFirst())/",
      "/\(token.dropLast())\(other(than: token.last))/events", "/\(token.uppercased())/", "//\(token)/",
      "/x/../\(token)/",
      "/%\(String(token.utf8.first!, radix: 16))\(token.dropFirst())/",
      "http://127.0.0.1:\(server.port)/\(token)/",
      "/\(token)//", "/\(token)/event", "/\(token)/events/", "/\(token)/../", "*",
    ]
    for guess in guesses {
      let answer = try server.answer(to: "GET \(guess) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
      #expect(answer.status == 404 || answer.status == 400, "\(guess)")
      #expect(!answer.body.contains(token), "\(guess)")
    }
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
  func `the page can only be read`(method: String) throws {
    let server = try PageServer()
    let target = method == "CONNECT" ? "127.0.0.1:\(server.port)" : "/\(server.token)/"
    let answer = try server.answer(
      to: "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 3\r\n\r\nabc")
    #expect(answer.status == 405)
    #expect(answer.fields["allow"] == "GET, HEAD")
  }

  @Test(arguments: [
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", "hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\n: nameless\r\n\r\n",
    "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "\r\n\r\n\r\nGET\u{0} / HTTP/1.1\r\n\r\n",
  ])
  func `what is no request is refused`(text: String) throws {
    let server = try PageServer()
    let answer = try server.answer(to: text)
    #expect(answer.status == 400)
    #expect(try server.answer(to: server.request()).status == 200)
  }

  @Test func `a second request on a connection has no answer`() throws {
    let server = try PageServer()
    let text = try server.connect()
    try text.send(server.request() + server.request())
    #expect(try text.readToEnd().components(separatedBy: "HTTP/1.1 200").count == 2)
  }

  // MARK: Size

  @Test func `a huge request is cut short, with an answer`() throws {
    let server = try PageServer()
    let long = String(repeating: "a", count: 1 << 20)
    let host = "Host: 127.0.0.1:\(server.port)\r\n"
    let requests = [
      "GET /\(long) HTTP/1.1\r\n\(host)\r\n", "GET / HTTP/1.1\r\n\(host)X: \(long)\r\n\r\n",
      "GET / HTTP/1.1\r\n\(host)\(long): x\r\n\r\n", long,
      "GET / HTTP/1.1\r\n\(host)" + String(repeating: "X: y\r\n", count: 100_000) + "\r\n",
    ]
    for request in requests {
      let client = try server.connect()
      // The server may be done with the connection before the client is.
      try? client.send(request)
      let answer = Answer(try client.readToEnd())
      #expect(answer.status == 431 || answer.status == 400)
    }
    #expect(try server.answer(to: server.request()).status == 200)
    #expect(try server.residentBytes() < 64 << 20)
  }

  @Test func `a body is not read on and on`() throws {
    let server = try PageServer()
    server.send("begin 0")
    let client = try server.connect()
    try client.send(server.request("events", "Content-Length: 1000000000"))
    try client.wait(for: "data: 0\n\n")
    try? client.send([UInt8](repeating: 0x61, count: 1 << 20))
    try client.readToEnd()
  }

  // MARK: Time

  @Test(arguments: ["", "GET /", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
  func `a request that does not end is given up`(beginning: String) throws {
    let server = try PageServer(["--patience", "1"])
    let client = try server.connect()
    try client.send(beginning)
    #expect(Answer(try client.readToEnd()).status == 408)
  }

  @Test func `a request that comes byte by byte is given up`() throws {
    let server = try PageServer(["--patience", "1"])
    let client = try server.connect()
    let request = Array(server.request("", "X-Padding: \(String(repeating: "x", count: 1_000))").utf8)
    var sent = 0
    while sent < request.count, (try? client.send([request[sent]])) != nil {
      sent += 1
      usleep(10_000)
      client.read()
      if client.hasEnded { break }
    }
    #expect(sent < request.count)
    #expect(Answer(client.string).status == 408)
  }

  @Test func `a client that closes its side in the middle of a request is let go`() throws {
    let server = try PageServer()
    for text in ["", "GET / HT", server.request("events").replacing("\r\n\r\n", with: "\r\n")] {
      let client = try server.connect()
      try client.send(text)
      client.closeOutput()
      try client.readToEnd()
    }
    #expect(try server.answer(to: server.request()).status == 200)
  }

  @Test func `a client that does not read the page is let go`() throws {
    let server = try PageServer(["--patience", "1"], page: String(repeating: "x", count: 8 << 20))
    let clients = try (0..<20).map { _ in try Client(host: "127.0.0.1", port: server.port, receiveBuffer: 1) }
    for client in clients { try client.send(server.request()) }
    for client in clients { try client.waitToBeLetGo() }
    #expect(try server.answer(to: server.request()).body.utf8.count == 8 << 20)
  }
}
