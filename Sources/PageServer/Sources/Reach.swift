internal import NIOCore
internal import NIOPosix
internal import Glibc

/// How browsers reach a bound socket.
struct Reach {
  /// What a `Host` may say, apart from the port.
  let names: [String]
  /// What stands in the page's address.
  let authority: String
  /// Whether the socket is bound to all addresses of this machine.
  let isEveryAddress: Bool

  /// - Parameters:
  ///   - host: what the user asked for.
  ///   - address: what the socket is bound to.
  init(host: String, address: String) {
    isEveryAddress = address == "0.0.0.0" || address == "::"
    let isLoopback = address.hasPrefix("127.") || address == "::1"
    var names = [host, address]
    if isLoopback || isEveryAddress { names.append("localhost") }
    var shown = host
    if isEveryAddress {
      let name = Self.nameOfMachine()
      names += [name, "\(name).local"]
      shown = Self.addressForOthers() ?? name
    }
    self.names = names.filter { !$0.isEmpty }
    authority = shown.contains(":") ? "[\(shown)]" : shown
  }

  private static func nameOfMachine() -> String {
    var name = [CChar](repeating: 0, count: 256)
    // SAFETY: the call writes at most 255 bytes into 256, so a zero ends them.
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// An address of this machine at which others may find it.
  private static func addressForOthers() -> String? {
    let addresses = ((try? System.enumerateDevices()) ?? []).compactMap(\.address)
    return addresses.first { address in
      guard case .v4 = address, let text = address.ipAddress else { return false }
      return !text.hasPrefix("127.") && !text.hasPrefix("169.254.")
    }?.ipAddress
  }
}
