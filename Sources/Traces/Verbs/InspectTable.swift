package import Model

/// The one table of verbs that look at a trace: dispatch, help, completion and suggestions read it.
package enum InspectTable {
  package static let help = verbs.map(\.help)

  private static let byName = Dictionary(uniqueKeysWithValues: verbs.map { ($0.help.name, $0) })

  static func verb(named name: String) -> InspectVerb? { byName[name] }

  /// All verbs, in the order in which help shows them.
  static let verbs: [InspectVerb] = [
    InspectVerb(
      ".objects", summary: "the live objects, each with the places that hold it", example: [".objects"]
    ) { (inspector, arguments) throws(Failure) in
      let all = try inspector.snapshot(at: arguments.verb).objects
      let shown = inspector.filter.isEmpty ? all : all.filter(inspector.filter.includes)
      return .report(.objects(shown, inspector.filter.narrowing(shown: shown.count, of: all.count)))
    },
    InspectVerb(
      "why", .object(), summary: "who owns the object: each of its counts, and the place that took it",
      example: ["why @1"]
    ) { (inspector, arguments) throws(Failure) in
      let (token, object) = try arguments.object()
      try arguments.checkEnd()
      let summary = try inspector.summary(of: object, token)
      let report = OwnerReport(of: summary, in: try inspector.snapshot(at: token))
      return .events([.value(query: "why \(token.text)", .owners(report))])
    },
    InspectVerb("show", .object(), summary: "an object as it stands", example: ["show @1"]) {
      (inspector, arguments) throws(Failure) in
      let (token, object) = try arguments.object()
      try arguments.checkEnd()
      return .report(.object(try inspector.summary(of: object, token)))
    },
    InspectVerb(
      ".leaks", .moment("FROM", isOptional: true), .moment("TO", isOptional: true),
      summary: "what lives and what keeps it, in groups; or of that only what was made between two moments",
      example: [".leaks", ".leaks 0 end"]
    ) { (inspector, arguments) throws(Failure) in
      let start = arguments.isAtEnd ? nil : try arguments.moment("FROM").event
      let end = arguments.isAtEnd ? nil : try arguments.moment("TO").event
      try arguments.checkEnd()
      return .report(try inspector.survivors(madeAfter: start ?? 0, to: end ?? .max, at: arguments.verb))
    },
    InspectVerb(
      ".heap", .object(isOptional: true, isRepeated: true),
      summary: "draw the objects, or what these lead to", example: [".heap", ".heap @1"]
    ) { (inspector, arguments) throws(Failure) in
      var roots: [ObjectID] = []
      while !arguments.isAtEnd {
        let (token, object) = try arguments.object()
        roots.append(try inspector.summary(of: object, token).object)
      }
      return .events([.report(.heap(try inspector.heap(from: roots, at: arguments.verb)))])
    },
    InspectVerb(
      ".history", .object(isOptional: true), summary: "the last events, or those of an object",
      example: [".history", ".history @1"]
    ) { (inspector, arguments) throws(Failure) in
      guard !arguments.isAtEnd else { return .report(try inspector.history(of: nil, at: arguments.verb)) }
      let (token, object) = try arguments.object()
      try arguments.checkEnd()
      return .report(try inspector.history(of: object, at: token))
    },
    InspectVerb(
      ".at", .moment("N|MARK"), summary: "what lived after event N, or at a mark", example: [".at 1"]
    ) { (inspector, arguments) throws(Failure) in
      let moment = try arguments.moment("N|MARK")
      try arguments.checkEnd()
      let filter = inspector.filter
      guard filter.isEmpty else {
        let (all, count, when) = try inspector.snapshot(of: moment, at: arguments.verb)
        let shown = Snapshot(objects: all.objects.filter(filter.includes))
        return .report(.moment(shown, when, filter.narrowing(shown: shown.objects.count, of: count)))
      }
      let (shown, count, when) = try inspector.snapshot(
        of: moment, at: arguments.verb, limit: inspector.answersInFull ? nil : HeapView.listedObjects)
      return .report(.moment(shown, when, filter.narrowing(shown: count, of: count)))
    },
    InspectVerb(
      ".diff", .moment("FROM"), .moment("TO"), summary: "what was different at one moment from another",
      example: [".diff 0 end"]
    ) { (inspector, arguments) throws(Failure) in
      let from = try arguments.moment("FROM")
      let to = try arguments.moment("TO")
      try arguments.checkEnd()
      let (old, _, before) = try inspector.snapshot(of: from, at: arguments.verb)
      let (new, _, after) = try inspector.snapshot(of: to, at: arguments.verb)
      let filter = inspector.filter
      func narrowed(_ snapshot: Snapshot) -> Snapshot {
        filter.isEmpty ? snapshot : Snapshot(objects: snapshot.objects.filter(filter.includes))
      }
      return .events([
        .report(
          .difference(
            SnapshotDifference(from: narrowed(old), to: narrowed(new)), from: .event(before),
            to: .event(after)))
      ])
    },
    InspectVerb(".marks", summary: "the moments that the program named", example: [".marks"]) {
      (inspector, arguments) throws(Failure) in
      .report(.marks(try inspector.marks(at: arguments.verb)))
    },
    InspectVerb(
      ".sites",
      summary: "each place in the source: what its handles have been through, most live first",
      example: [".sites"]
    ) { (inspector, arguments) throws(Failure) in
      .report(try inspector.sites(at: arguments.verb))
    },
    InspectVerb(".trace", summary: "what file this is, and what is missing in it", example: [".trace"]) {
      (inspector, arguments) throws(Failure) in
      .report(.summary(try inspector.summary(at: arguments.verb)))
    },
    InspectVerb(
      ".mode", InspectVerb.Parameter(kind: .choice(OutputMode.allCases.map(\.rawValue)), label: "text|json"),
      group: .session, summary: "answer in text or in JSON Lines", example: [".mode text"]
    ) { (inspector, arguments) throws(Failure) in
      let word = try arguments.choice(of: OutputMode.allCases.map(\.rawValue), "text|json")
      return .request(.mode(OutputMode(rawValue: word) ?? .text))
    },
    InspectVerb(
      ".page", InspectVerb.Parameter(kind: .choice(["on", "off"]), label: "on|off"), group: .session,
      summary: "show the trace on a live page in the browser, or let its viewers wait", example: [".page on"]
    ) { (inspector, arguments) throws(Failure) in
      .request(.page(try arguments.choice(of: ["on", "off"], "on|off") == "on"))
    },
    InspectVerb(
      ".help", InspectVerb.Parameter(kind: .verb, label: "verb", isOptional: true), group: .session,
      summary: "these verbs, or all about one", example: [".help", ".help why"]
    ) { (inspector, arguments) throws(Failure) in
      guard !arguments.isAtEnd else { return .events([.report(.help(.table(help)))]) }
      let token = try arguments.token("verb")
      try arguments.checkEnd()
      guard let verb = verb(named: token.text) else { throw .unknownInspectVerb(token) }
      return .events([.report(.help(.verbs([verb.help])))])
    },
    InspectVerb(".quit", group: .session, summary: "leave", example: [".quit"]) {
      (inspector, arguments) throws(Failure) in
      .request(.quit)
    },
  ]
}
