public import Model
internal import ExternRef
public import Files
internal import WasmEngine

/// The engine: takes lines, holds the handles that they make, and gives what each line did as events.
///
/// A session knows no terminal, no clock and no output. It is for one thread at a time.
public final class Session {
  /// The handles, and what the present line has done to them.
  var heap = Heap()
  /// Called again and again while `race` runs, on the thread that evaluates, with the counts of the moment. It
  /// sets the pace: a closure that returns at once is called at once again. `false` stops the race.
  public var raceObserver: ((RaceProgress) -> Bool)?

  /// Asked again and again while code of a module runs, on a thread of its own; true stops the code.
  public var stopRequested: (@Sendable () -> Bool)?

  var watches = Watches()
  /// What the lines did so far.
  public var log = Log()
  private var present = PresentLine()
  /// The calls that lines make on files, and what they led to.
  var fileCalls: FileRecord
  /// What the functions that modules import work on: this session, also once they came from a replica of it.
  var hostLink = HostLink()
  /// Whether the lines have been done before, in a session that this repeats: then nothing outside of it happens.
  let isReplica: Bool
  /// The lines that `.undo` took back, for `.redo`: those of the last `.undo` last.
  var takenBack: [[RecordedLine]] = []
  /// What compiles this session's modules; nil until a line first needs it.
  var wasmEngine: Engine?
  /// The library behind that engine.
  public var webAssembly = WebAssembly()

  public convenience init() {
    self.init(fileCalls: SystemFileCalls())
  }

  init(fileCalls: any FileCalls) {
    self.fileCalls = FileRecord(fileCalls)
    isReplica = false
    hostLink.session = self
  }

  /// A session in which the lines of another are done again.
  init(repeating fileCalls: FileRecord) {
    self.fileCalls = fileCalls
    isReplica = true
    hostLink.session = self
  }

  deinit {
    heap.reclaim()
  }

  /// Which files the session may open: everything, unless this is set.
  public var fileScope = FileScope.everything {
    didSet { fileCalls.setCalls(SystemFileCalls(scope: fileScope)) }
  }

  /// Whether answers must be the same on every machine and run: then none holds an address.
  public var isReproducible = false {
    didSet { if isReproducible { heap.showsAddresses = false } }
  }

  /// How many objects live.
  public var liveCount: Int { heap.liveCount }

  /// The events of the line that was evaluated last.
  public var events: [Event] { heap.events }

  var names: Names { heap.names }
  var ledger: Ledger { heap.ledger }

  /// What is to be known of the line that is being evaluated, or was evaluated last.
  private struct PresentLine {
    var mainNumber = 0
    var hasReset = false
    var hasTraveled = false
    var hasRunCode = false
  }

  /// The number of the line.
  var line: Int { heap.line }

  /// The number of the line among those that the session was given: differs from ``line`` within files that are read.
  var mainLine: Int { present.mainNumber }

  /// Whether the session has begun anew with the line evaluated last.
  public var hasReset: Bool { present.hasReset }

  /// Whether the line evaluated last took lines back, or brought them back.
  var hasTraveled: Bool {
    get { present.hasTraveled }
    set { present.hasTraveled = newValue }
  }

  /// Whether the line evaluated last has run code of a module that then failed: what the code did stays done, and its
  /// events stand before the error.
  public internal(set) var hasRunCode: Bool {
    get { present.hasRunCode }
    set { present.hasRunCode = newValue }
  }

  // MARK: Lines

  /// Does what a line says. `events` then holds what happened.
  ///
  /// - Parameters:
  ///   - source: the line's bytes, without the line end.
  ///   - number: the line's number, from 1. Messages refer to it.
  ///   - main: for a line of a file that another line asked to read, the number of that other line.
  /// - Returns: what the line asks of the program around the session.
  /// - Complexity: independent of the number of live objects, apart from what a verb itself does.
  public func evaluate(_ source: [UInt8], number: Int, within main: Int? = nil) -> Request? {
    begin(line: number, within: main)
    var request: Request?
    var isAside = false
    do throws(Failure) {
      let tokens = try Lexer.tokenize(source)
      guard !tokens.isEmpty else { return nil }
      isAside = source[tokens[0].range.lowerBound] == UInt8(ascii: ".")
      request = try perform(source, tokens)
    } catch {
      emit(.error(isReplica ? Diagnostic(error, in: source) : diagnose(error, in: source)))
      isAside = source.first { !$0.isBlank } == UInt8(ascii: ".")
    }
    let events = heap.settle()
    if isReplica || hasTraveled { return request }
    // What was taken back comes back as long as no other line was done.
    if !isAside, !takenBack.isEmpty { takenBack.removeAll() }
    let hasReset = hasReset
    // A line about the session is worth keeping where there is something to see.
    if !isAside || log.keepsAsides && (!events.isEmpty || hasReset) {
      log.record(
        source, number: main ?? number, nestedNumber: main == nil ? nil : number,
        role: isAside ? .aside : .line,
        failed: events.holdError, events: events,
        state: heap.liveCount > Log.segmentLines ? nil : { SnapshotReducer(self.snapshot) })
    }
    if hasReset { log.startAnew() }
    if !isAside { reportWatches() }
    return request
  }

  /// Asks a query. `events` then holds its value, or the error; the record does not hold the question.
  ///
  /// - Parameters:
  ///   - source: a query with its arguments, as `expect` takes it.
  ///   - number: that of the line, for messages.
  public func ask(_ source: [UInt8], number: Int) {
    begin(line: number)
    do throws(Failure) {
      let value = try Query.ask(source, of: self)
      emit(.value(query: String(decoding: source, as: UTF8.self), value))
    } catch {
      emit(.error(Diagnostic(error, in: source)))
    }
    if log.keepsAsides { log.record(source, number: number, role: .question, failed: failed, events: events) }
  }

  /// Puts a question in words, which changes nothing. `events` then holds what answers it.
  public func ask(_ question: String, choices: [String], answers: [String], number: Int) {
    begin(line: number)
    emit(.report(.question(choices: choices, answers: answers)))
    if log.keepsAsides {
      log.record(Array(question.utf8), number: number, role: .question, failed: false, events: events)
    }
  }

  /// Reports a line that was too long to read, and was not.
  public func reject(lineOfLength length: Int, limit: Int, number: Int) {
    begin(line: number)
    emit(.error(Diagnostic(.lineTooLong(length, limit: limit), in: [])))
  }

  /// Ends the session: drops the names, youngest first, and reports what lives on as leaked.
  ///
  /// The session is empty afterwards and could begin anew: leaked objects are taken apart once they are reported.
  public func end(line number: Int) {
    begin(line: number)
    dropAll()
    let events = heap.settle()
    log.record([], number: number, role: .end, failed: events.holdError, events: events)
  }

  /// Ends the session and begins a new one, within a line.
  func reset() {
    dropAll()
    present.hasReset = true
  }

  func dropAll() {
    for binding in names.bound.reversed() where binding.isHandle {
      heap.drop(binding)
    }
    if liveCount > 0 { emit(.leak(LeakReport(snapshot))) }
    heap.reclaim()
    watches = Watches()
    fileCalls = fileCalls.anew()
    takenBack = []
  }

  /// Reports the counts of the names that are watched.
  func reportWatches() {
    if !watches.isEmpty { emit(.watch(watches.look(at: names))) }
  }

  /// The line that was probably meant by the one evaluated last, when that failed: ready to be recalled.
  public var suggestion: String? {
    for case .error(let diagnostic) in events { return diagnostic.suggestion }
    return nil
  }

  /// Whether the line that was evaluated last failed.
  public var failed: Bool { events.holdError }

  /// Where the last word of the line evaluated last stands.
  private(set) var lastWord = 0..<0

  private func begin(line number: Int, within main: Int? = nil) {
    present = PresentLine(mainNumber: main ?? number)
    heap.begin(line: number)
  }

  /// Takes the tokens of a line apart: the verb, and where its name begins.
  static func statement(
    of tokens: [Token], in session: Session? = nil
  ) throws(Failure) -> (verb: Verb, start: Int) {
    guard tokens.isAssignment else {
      return (try CommandTable.verb(in: tokens, at: 0, for: session), 0)
    }
    guard case .word = tokens[0].kind, tokens[0].text.isName else { throw .badName(tokens[0]) }
    guard tokens.count > 2 else { throw .missingVerb(after: tokens[1]) }
    return (try CommandTable.verb(in: tokens, at: 2, for: session), 2)
  }

  private func perform(_ source: [UInt8], _ tokens: consuming [Token]) throws(Failure) -> Request? {
    let (verb, start) = try Self.statement(of: tokens, in: self)
    var call = Call(verb, at: start, of: tokens, in: source, for: self)
    if !verb.yields.canBeBound, let target = call.target {
      throw .nothingToBind(verb.name, yields: verb.yields == .value ? "a value" : "nothing", target: target)
    }
    switch try verb.run(&call) {
    case .nothing:
      return nil
    case .request(let request):
      lastWord = call.lastWord
      return request
    case .value(let value, let note):
      if let target = call.target { throw .nothingToBind(verb.name, yields: "a value here", target: target) }
      emit(.value(query: call.text(call.range), value))
      if let note { emit(.report(.note(note))) }
      return nil
    case .handle(let owned, let arrival):
      heap.bind(owned, arrival, to: call.target?.text)
      return nil
    case .rawPointer(let pointer, let origin):
      heap.bind(pointer, origin, to: call.target?.text)
      return nil
    }
  }

  // MARK: Events

  func emit(_ event: Event) {
    heap.emit(event)
  }
}
