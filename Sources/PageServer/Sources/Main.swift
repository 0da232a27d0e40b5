internal import NIOCore
internal import NIOPosix
internal import Glibc

/// `externref-page-server`: serves the live page to browsers. The shell starts it, sends it messages on standard input
/// (see `Input`), and reads from its standard output one line: `page URL`, or `error TEXT` when it cannot serve. A later
/// `error TEXT` says why it ended.
@main
enum Main {
  static func main() {
    do throws(Failure) {
      let options = try Options(CommandLine.arguments.dropFirst())
      prepareProcess()
      try serve(options)
    } catch {
      say("error \(error.text)")
      exit(error.status)
    }
  }

  /// Serves until standard input ends.
  private static func serve(_ options: Options) throws(Failure) {
    let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
    let done = loop.makePromise(of: Void.self)
    var input = StandardInput()
    let (page, token) = try input.opening()
    let server: NIOLoopBound<Server>
    do {
      server = try loop.submit {
        NIOLoopBound(
          Server(Broadcast(page: page, limits: options.limits, loop: loop, whenDone: done)), eventLoop: loop)
      }.wait()
      let address = try loop.flatSubmit {
        server.value.listen(on: options.host, port: options.port, token: token)
      }.wait()
      say("page \(address)")
    } catch {
      done.succeed()
      throw Failure(
        status: 69, text: "cannot listen on \(options.host), port \(options.port): \(reason(of: error))")
    }
    var failure: Failure?
    do throws(Failure) {
      while let messages = try input.next() {
        // Waiting here keeps the shell's pipe full, and not this process's memory, when messages come too fast.
        do { try loop.submit { try server.value.broadcast.take(messages) }.wait() } catch {
          throw Failure(error)
        }
        if messages.contains(.end) { break }
      }
    } catch {
      failure = error
    }
    loop.execute { server.value.finish() }
    try? done.futureResult.wait()
    if let failure { throw failure }
  }

  /// What a user can make of an error: the system's words where there are any.
  private static func reason(of error: any Error) -> String {
    guard let error = error as? IOError else { return "\(error)" }
    // SAFETY: the text lives until the thread asks for another, and is copied at once.
    return unsafe strerror(error.errnoCode).map { unsafe String(cString: $0) } ?? "\(error)"
  }

  private static func prepareProcess() {
    // A shell or a viewer who is gone is an error of a call.
    _ = signal(SIGPIPE, SIG_IGN)
    var limit = rlimit()
    // SAFETY: the calls read and fill in `limit`, which lives until they return.
    guard unsafe getrlimit(fileDescriptorResource, &limit) == 0 else { return }
    let wanted = rlim_t(Limits.connections + Limits.refusals + 64)
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, wanted))
    _ = unsafe setrlimit(fileDescriptorResource, &limit)
  }

  private static let fileDescriptorResource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  /// Writes a line on standard output, at once. When nothing reads it, the server goes on for its viewers.
  private static func say(_ line: String) {
    let bytes = Array((line.split(separator: "\n").joined(separator: " ") + "\n").utf8)
    // SAFETY: `write` reads the bytes during the call.
    _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
  }
}

/// Why the server ends before its input does.
struct Failure: Error {
  /// As in sysexits.h.
  var status: CInt
  var text: String
}

extension Failure {
  init(_ error: any Error) {
    self.init(status: 65, text: "the input has \((error as? Input.Fault)?.description ?? "\(error)")")
  }
}
