internal import NIOHTTP1

/// Decides what a request gets. It does no input or output.
struct Access: Sendable {
  /// What a request asks for.
  enum Decision: Equatable {
    case page, events
    /// To the page, from its address without the last slash.
    case redirect(String)
    case refusal(HTTPResponseStatus, String)
  }

  private let token: [UInt8]
  private let authorities: Set<String>
  /// Whether any address is one of the server's. A name never is without being listed: another site's name may have been
  /// made to lead here (DNS rebinding), an address cannot.
  private let allowsAddresses: Bool
  private let port: Int

  /// - Parameter names: the names and addresses that a browser may have reached the server by.
  init(token: String, names: [String], allowsAddresses: Bool, port: Int) {
    self.token = Array(token.utf8)
    self.port = port
    self.allowsAddresses = allowsAddresses
    authorities = Set(
      names.flatMap { name in
        let host = name.contains(":") ? "[\(name.lowercased())]" : name.lowercased()
        // A browser leaves the scheme's own port out.
        return port == 80 ? ["\(host):80", host] : ["\(host):\(port)"]
      })
  }

  func decide(_ head: HTTPRequestHead) -> Decision {
    let hosts = head.headers["host"]
    guard hosts.count == 1, isOwn(hosts[0]) else {
      return .refusal(.forbidden, "This server does not answer to that Host.")
    }
    let origins = head.headers["origin"]
    guard origins.allSatisfy({ $0.hasPrefix("http://") && isOwn(String($0.dropFirst("http://".count))) })
    else {
      return .refusal(.forbidden, "This server does not answer pages of another Origin.")
    }
    guard head.method == .GET || head.method == .HEAD else {
      return .refusal(.methodNotAllowed, "This page can only be read.")
    }
    let path = head.uri.utf8.prefix { $0 != UInt8(ascii: "?") }
    guard path.first == UInt8(ascii: "/") else { return .notFound }
    let name = path.dropFirst().prefix { $0 != UInt8(ascii: "/") }
    guard isToken(name) else { return .notFound }
    switch String(Substring(path.dropFirst(1 + name.count))) {
    case "": return .redirect("/\(Substring(name))/\(Substring(head.uri.utf8.dropFirst(path.count)))")
    case "/": return .page
    case "/events": return .events
    default: return .notFound
    }
  }

  /// Compares in a time that depends on the length alone, so that answers do not show how much of a guess was right.
  private func isToken(_ guess: some Collection<UInt8>) -> Bool {
    guard guess.count == token.count else { return false }
    return zip(guess, token).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func isOwn(_ authority: String) -> Bool {
    let authority = authority.lowercased()
    if authorities.contains(authority) { return true }
    guard allowsAddresses else { return false }
    let host: Substring
    if authority.hasSuffix(":\(port)") {
      host = authority.dropLast(":\(port)".count)
    } else if port == 80 {
      host = authority[...]
    } else {
      return false
    }
    return isAddress(host)
  }

  /// Whether a host is an address of four numbers, or one in brackets.
  private func isAddress(_ host: Substring) -> Bool {
    if host.hasPrefix("["), host.hasSuffix("]") {
      return host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
  }
}

extension Access.Decision {
  fileprivate static let notFound = Self.refusal(.notFound, "There is nothing here.")
}
