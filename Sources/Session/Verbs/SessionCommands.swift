internal import Model
internal import ExternRef

extension CommandTable {
  /// Lines about the session. They begin with a dot and are never recorded.
  static let session = [
    Verb(
      ".help", optional(Parameter<Argument<String>>.verb("verb")), group: .session,
      summary: "what the shell can do, or what one verb does", example: [".help clone"]
    ) { (call, verb) throws(Failure) in
      guard let verb else { return call.report(.help(.overview(CommandTable.help))) }
      return call.report(.help(.verbs(CommandTable.verbs(named: verb.value).map(\.help))))
    },
    Verb(
      ".names", group: .session, summary: "the names, in the order of binding, and what they hold",
      example: ["a = new counter", ".names"]
    ) { (call) throws(Failure) in
      call.report(.names(call.session.nameSummaries))
    },
    Verb(
      ".objects", group: .session, summary: "the live objects: type, value, count, who holds them",
      example: ["a = new counter", ".objects"]
    ) { (call) throws(Failure) in
      let session = call.session
      return call.report(.objects(session.ledger.objects.compactMap(session.summary(of:))))
    },
    Verb(
      ".watch", optional(handles), group: .session,
      summary: "show these names' counts after each line from now on; alone: show them now",
      example: ["a = new counter", ".watch a", "b = clone a"]
    ) { (call, handles) throws(Failure) in
      for h in handles ?? [] { call.session.watches.add(h.value.name) }
      if call.session.watches.isEmpty { return call.report(.note("nothing is watched; .watch h begins")) }
      call.session.reportWatches()
      return .nothing
    },
    Verb(
      ".unwatch", optional(repeated(Parameter<Argument<String>>.watchedName("h"))), group: .session,
      summary: "stop showing these names' counts; alone: all of them",
      example: ["a = new counter", ".watch a", ".unwatch a"]
    ) { (call, names) throws(Failure) in
      if let names {
        for name in names { call.session.watches.remove(name.value) }
      } else {
        call.session.watches.removeAll()
      }
      return .nothing
    },
    Verb(
      ".save", path("FILE"), group: .session,
      summary: "write the lines so far to a new file, as a script",
      example: ["a = new counter", ".save demo.xr"]
    ) { (call, path) throws(Failure) in
      let log = call.session.log
      if log.isTruncated { throw .forgottenLines(at: call.verb.range) }
      return .request(.save(path: path.value, text: log.script))
    },
    Verb(
      ".export", Parameter<ExportTarget>.export("OUT"), group: .session,
      summary:
        "write the session to a new file: a page to step through, a picture, a graph, or data, by its ending",
      example: ["a = new counter", "b = clone a", ".export demo.html"]
    ) { (call, export) throws(Failure) in
      .request(.export(path: export.path, export.format))
    },
    Verb(
      ".read", path("FILE"), group: .session,
      summary: "do the lines of a file, here and now", example: [".read demo.xr"]
    ) { (call, path) throws(Failure) in
      .request(.read(path: path.value))
    },
    Verb(
      ".undo", optional(number("N", in: 1...1_000_000)), group: .session,
      summary: "take back the last line, or the last N; what was written to files stays written",
      example: ["a = new counter", "b = clone a", ".undo"]
    ) { (call, count) throws(Failure) in
      try call.session.takeBack(count ?? 1, for: call.verb)
      return .nothing
    },
    Verb(
      ".redo", group: .session,
      summary: "bring back what the last .undo took, as long as no other line was typed",
      example: ["a = new counter", "b = clone a", ".undo", ".redo"]
    ) { (call) throws(Failure) in
      try call.session.bringBack(for: call.verb)
      return .nothing
    },
    Verb(
      ".mode", choice("mode", of: OutputMode.self), group: .session,
      summary: "answer as text for people, or as JSON Lines for programs", example: [".mode json"]
    ) { (call, mode) throws(Failure) in
      .request(.mode(mode))
    },
    Verb(
      ".addresses", choice("switch", of: Switch.self), group: .session,
      summary: "show addresses, and what depends on them",
      example: ["a = new counter", ".addresses on", "show a"]
    ) { (call, value) throws(Failure) in
      if value.isOn, call.session.isReproducible { throw .notReproducible("addresses", at: call.verb.range) }
      call.session.heap.showsAddresses = value.isOn
      return .nothing
    },
    Verb(
      ".timer", choice("switch", of: Switch.self), group: .session, summary: "show how long each line takes",
      example: [".timer on"]
    ) { (call, value) throws(Failure) in
      .request(.timer(value.isOn))
    },
    Verb(
      ".explain", Parameter<ErrorCode>.errorCode("CODE"), group: .session,
      summary: "the story behind an error's code", example: [".explain E0007"]
    ) { (call, code) throws(Failure) in
      call.report(.explanation(code.story))
    },
    Verb(
      ".learn", optional(path("LESSON")), group: .session,
      summary: "take a lesson, and come back to this session as it is; alone: list the lessons",
      example: [".learn", ".learn counts"]
    ) { (call, lesson) throws(Failure) in
      .request(.learn(lesson?.value))
    },
    Verb(
      ".reset", group: .session, summary: "end this session as .quit would, and begin a new one",
      example: ["a = new counter", ".reset"]
    ) { (call) throws(Failure) in
      call.session.reset()
      return .nothing
    },
    Verb(".quit", group: .session, summary: "leave; names are dropped, youngest first", example: [".quit"]) {
      (call) throws(Failure) in
      .request(.quit)
    },
  ]
}

/// On or off.
enum Switch: String, CaseIterable {
  case on, off

  var isOn: Bool { self == .on }
}

extension Call {
  func report(_ report: Report) -> Production {
    session.emit(.report(report))
    return .nothing
  }
}

extension Parameter<Argument<String>> {
  /// The name of a verb, or the word that several names begin with.
  static func verb(_ label: String) -> Parameter {
    Parameter(shape: .verb(label)) { call throws(Failure) in
      let token = try call.verbName(.verb(label))
      return Argument(token: token, value: token.text)
    }
  }

  /// A name that is watched, bound or not.
  static func watchedName(_ label: String) -> Parameter {
    Parameter(shape: .handle(label, nil)) { call throws(Failure) in
      let token = try call.word(.handle(label, nil))
      let watched = call.session.watches.names
      guard watched.contains(token.text) else { throw .notWatched(token, watched: watched) }
      return Argument(token: token, value: token.text)
    }
  }
}

extension Parameter<ErrorCode> {
  static func errorCode(_ label: String) -> Parameter {
    Parameter(shape: .errorCode(label)) { call throws(Failure) in
      let token = try call.word(.errorCode(label))
      guard let code = ErrorCode(rawValue: token.text.uppercased()) else { throw .unknownCode(token) }
      return code
    }
  }
}
