import Glibc

/// A program that runs at a terminal of its own: the test types, and looks at the screen.
///
/// Every wait has a deadline; none is a pause.
public final class PseudoTerminal {
  /// What the terminal shows.
  public private(set) var screen: TerminalScreen
  /// Everything that the program wrote, escape sequences included.
  public private(set) var output: [UInt8] = []
  /// The terminal's mode before the program started.
  public let initialMode: Mode
  private let master: CInt
  private var process: pid_t
  private var exitStatus: ExitStatus?
  private var isHungUp = false

  public enum ExitStatus: Equatable, Sendable {
    case exited(CInt)
    case killed(by: CInt)
  }

  /// What a terminal does with keys and output.
  public struct Mode: Equatable, Sendable {
    public var input, output, control, local: UInt32
    /// The number of bytes for which a reader waits at least, and how long, in tenths of a second.
    public var minimum, time: UInt8
  }

  public enum Failure: Error, CustomStringConvertible {
    case system(String, CInt)
    case deadline(String, screen: String)

    public var description: String {
      switch self {
      case .system(let call, let error): "\(call): errno \(error)"
      case .deadline(let wanted, let screen): "still waiting for \(wanted); the screen shows:\n\(screen)"
      }
    }
  }

  /// Starts a program as the leader of a session, whose terminal this is.
  ///
  /// - Parameters:
  ///   - executable: The path of the program.
  ///   - arguments: What it is given, without its own name.
  ///   - environment: The whole environment, apart from the settings of sanitizers.
  ///   - columns: The width of the terminal in characters.
  ///   - rows: Its height.
  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = ["TERM": "xterm"],
    columns: Int = 80, rows: Int = 24
  ) throws {
    screen = TerminalScreen(columns: columns, rows: rows)
    // SAFETY: the path is a constant.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    process = -1
    guard master >= 0 else { throw Failure.system("open /dev/ptmx", errno) }
    initialMode = try Self.mode(of: master)
    try Self.setSize(of: master, columns: columns, rows: rows)
    process = try Self.spawn(
      executable, arguments, environment: environment, terminal: Self.nameOfSlave(of: master))
  }

  deinit {
    if exitStatus == nil, process > 0 {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    if !isHungUp { close(master) }
  }

  // MARK: Acting

  /// Types. Return is `\r`, Ctrl-C is `\u{3}`.
  public func type(_ keys: String) throws {
    var rest = Array(keys.utf8)[...]
    while !rest.isEmpty {
      // SAFETY: `write` reads the bytes of the slice during the call.
      let count = unsafe rest.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure.system("write", errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Gives the terminal another size, of which the system tells the program with SIGWINCH.
  public func resize(columns: Int, rows: Int) throws {
    screen.resize(columns: columns, rows: rows)
    try Self.setSize(of: master, columns: columns, rows: rows)
  }

  /// Sends a signal to the program.
  public func send(signal: CInt) throws {
    guard kill(process, signal) == 0 else { throw Failure.system("kill", errno) }
  }

  /// The terminal's mode right now.
  public func mode() throws -> Mode { try Self.mode(of: master) }

  /// Gives the terminal another mode, as a shell does when it takes the terminal.
  public func setMode(_ mode: Mode) throws {
    var settings = termios()
    // SAFETY: `tcgetattr` fills in the settings and `tcsetattr` reads them, during the calls.
    guard unsafe tcgetattr(master, &settings) == 0 else { throw Failure.system("tcgetattr", errno) }
    settings.c_iflag = mode.input
    settings.c_oflag = mode.output
    settings.c_cflag = mode.control
    settings.c_lflag = mode.local
    settings.c_cc.6 = mode.minimum
    settings.c_cc.5 = mode.time
    guard unsafe tcsetattr(master, TCSANOW, &settings) == 0 else { throw Failure.system("tcsetattr", errno) }
  }

  /// Takes the terminal away, as when its window is closed.
  public func hangUp() {
    close(master)
    isHungUp = true
  }

  // MARK: Waiting

  /// Waits until the screen shows a text, on one row or across the end of one.
  public func wait(for text: String, within limit: Duration = .seconds(60)) throws {
    try wait("“\(text)”", within: limit) {
      $0.screen.text.contains(text) || $0.screen.flowingText.contains(text)
    }
  }

  /// Waits until something is so. It is looked at again whenever the program has written something.
  public func wait(
    _ wanted: String, within limit: Duration = .seconds(60), until condition: (PseudoTerminal) throws -> Bool
  ) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition(self) {
      guard ContinuousClock.now < deadline else { throw Failure.deadline(wanted, screen: screen.text) }
      try read(within: 20)
    }
  }

  /// Waits for the program's end, and reads what it has left to say.
  public func waitForExit(within limit: Duration = .seconds(60)) throws -> ExitStatus {
    try wait("the program's end", within: limit) { try $0.hasExited() }
    while try read(within: 0) {}
    return exitStatus!
  }

  private func hasExited() throws -> Bool {
    if exitStatus != nil { return true }
    var status: CInt = 0
    // SAFETY: `waitpid` fills in the status during the call.
    switch unsafe waitpid(process, &status, WNOHANG) {
    case 0: return false
    case process:
      let signal = status & 0x7F
      exitStatus = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(by: signal)
      return true
    default: throw Failure.system("waitpid", errno)
    }
  }

  /// Takes what the program has written.
  ///
  /// - Returns: Whether there was something.
  @discardableResult
  private func read(within milliseconds: CInt) throws -> Bool {
    if isHungUp {
      usleep(1000)
      return false
    }
    var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    // SAFETY: one descriptor is looked at, and it lives during the call.
    guard unsafe poll(&descriptor, 1, milliseconds) > 0, descriptor.revents & Int16(POLLIN) != 0 else {
      // When nobody has the terminal open any more, `poll` returns at once.
      if descriptor.revents != 0, milliseconds > 0 { usleep(1000) }
      return false
    }
    var buffer = [UInt8](repeating: 0, count: 4096)
    // SAFETY: `read` writes only into the buffer, during the call.
    let count = unsafe Glibc.read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    output += buffer[..<count]
    screen.write(buffer[..<count])
    return true
  }
}

// MARK: System calls

extension PseudoTerminal {
  private static func setSize(of descriptor: CInt, columns: Int, rows: Int) throws {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    // SAFETY: TIOCSWINSZ reads a `winsize`, which lives during the call.
    guard unsafe ioctl(descriptor, UInt(TIOCSWINSZ), &size) == 0 else { throw Failure.system("ioctl", errno) }
  }

  private static func mode(of descriptor: CInt) throws -> Mode {
    var settings = termios()
    // SAFETY: `tcgetattr` fills in the settings during the call.
    guard unsafe tcgetattr(descriptor, &settings) == 0 else { throw Failure.system("tcgetattr", errno) }
    return Mode(
      input: settings.c_iflag, output: settings.c_oflag, control: settings.c_cflag, local: settings.c_lflag,
      minimum: settings.c_cc.6, time: settings.c_cc.5)
  }

  /// Unlocks the other end of the terminal, the one that programs use, and names it.
  private static func nameOfSlave(of master: CInt) throws -> String {
    // TIOCSPTLCK and TIOCGPTN, which Swift does not import.
    let lock: UInt = 0x4004_5431
    let number: UInt = 0x8004_5430
    var isLocked: CInt = 0
    var slave: CUnsignedInt = 0
    // SAFETY: the first reads an `int` and the second fills in an `unsigned`; both live during the calls.
    guard unsafe ioctl(master, lock, &isLocked) == 0, unsafe ioctl(master, number, &slave) == 0 else {
      throw Failure.system("ioctl", errno)
    }
    return "/dev/pts/\(slave)"
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], environment: [String: String], terminal: String
  ) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var allSignals = sigset_t()
    var noSignals = sigset_t()
    var process: pid_t = 0
    // SAFETY: all of these live until the end of the function, and each is initialized before it is used.
    unsafe sigfillset(&allSignals)
    unsafe sigemptyset(&noSignals)
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    // A session leader without a terminal gets the first one that it opens. glibc makes the session before the files.
    let newSession: Int32 = 0x80
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)))
    unsafe posix_spawnattr_setsigdefault(&attributes, &allSignals)
    unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
    unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
    let error = unsafe withCStrings([executable] + arguments) { argumentVector in
      unsafe withCStrings(environment.merging(Sanitizer.environment) { $1 }.map { "\($0)=\($1)" }) {
        environmentVector in
        unsafe posix_spawn(&process, executable, &actions, &attributes, argumentVector, environmentVector)
      }
    }
    guard error == 0 else { throw Failure.system("posix_spawn \(executable)", error) }
    return process
  }

  /// The strings as C wants a list of them: an array of pointers that ends with null.
  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    // SAFETY: the array and the strings live until `body` is done.
    return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress!) }
  }
}
