internal import Model

extension CommandTable {
  /// Lines that look at the heap, at what it was before, and at what is wrong with it.
  static let looking = [
    Verb(
      "why", object, group: .ask, yields: .value, isQuery: true,
      summary: "who owns the object: each of its counts, and how a name leads there",
      example: ["a = new string \"hello\"", "c = new cell a", "p = as_raw a", "why a"]
    ) { (call, h) throws(Failure) in
      let session = call.session
      guard let report = session.ownerReport(of: h.value) else {
        return .value(.null)
      }
      if !report.isComplete {
        let object = report.object
        session.emit(
          .error(
            call.diagnostic(
              .bookkeeping(object.object, count: object.count, owners: report.shares.count))))
      }
      return .value(.owners(report))
    },
    Verb(
      ".leaks", group: .session,
      summary: "the objects that no name reaches, what keeps them, and lines that free them",
      example: ["a = new cell", "put a a", "drop a", ".leaks"]
    ) { (call) throws(Failure) in
      var report = LeakReport(call.session.snapshot)
      report.wayOut = call.session.wayOut(of: report, for: call.verb)
      return call.report(.leaks(report))
    },
    Verb(
      ".heap", optional(repeated(object)), group: .session,
      summary: "draw the heap, or what these handles lead to; what the last line changed is marked",
      example: ["a = new string \"hello\"", "c = new cell a", ".heap"]
    ) { (call, handles) throws(Failure) in
      let roots = handles?.map(\.value)
      return call.report(.heap(call.session.heapView(of: roots, limit: HeapView.drawnObjects)))
    },
    Verb(
      ".pane", choice("switch", of: Switch.self), group: .session,
      summary: "keep the picture of the heap above the prompt, drawn anew after every line",
      example: [".pane on"]
    ) { (call, value) throws(Failure) in
      .request(.pane(value.isOn))
    },
    Verb(
      ".page", choice("switch", of: Switch.self), group: .session,
      summary: "show the session on a live page in the browser, or let its viewers wait",
      example: [".page on"]
    ) { (call, value) throws(Failure) in
      .request(.page(value.isOn))
    },
    Verb(
      ".layout", object, group: .session,
      summary: "draw the block: offsets and sizes (address and bytes while addresses are on)",
      example: ["a = new string \"hello\"", ".layout a"]
    ) { (call, h) throws(Failure) in
      call.session.layout(of: h.value).map { call.report(.layout($0)) } ?? .nothing
    },
    Verb(
      ".history", optional(Parameter<Argument<ObjectID>>.pastObject("h")), group: .session,
      summary: "the lines so far with what they changed, or the course of h's count",
      example: ["a = new counter", "b = clone a", ".history", ".history a"]
    ) { (call, h) throws(Failure) in
      let session = call.session
      guard let h else {
        return call.report(
          .history(session.log.lines.filter { $0.role == .line }, truncated: session.log.isTruncated))
      }
      return call.report(.course(session.log.course(of: h.value)))
    },
    Verb(
      ".at", Parameter<Argument<Int>>.pastLine("N"), group: .session,
      summary: "the names and objects as they were after line N",
      example: ["a = new counter", "b = clone a", ".at 1"]
    ) { (call, line) throws(Failure) in
      call.report(.moment(try call.session.snapshot(after: line), .line(line.value)))
    },
    Verb(
      ".diff", Parameter<Argument<Int>>.pastLine("N"), Parameter<Argument<Int>>.pastLine("M"),
      group: .session,
      summary: "what was different after line M from after line N",
      example: ["a = new counter", "b = clone a", ".diff 1 2"]
    ) { (call, from, to) throws(Failure) in
      let session = call.session
      let difference = SnapshotDifference(
        from: try session.snapshot(after: from), to: try session.snapshot(after: to))
      return call.report(.difference(difference, from: .line(from.value), to: .line(to.value)))
    },
  ]
}

extension Parameter<Argument<Int>> {
  /// The number of a line, up to the one that is being evaluated; 0 is the moment before the first.
  static func pastLine(_ label: String) -> Parameter {
    Parameter(shape: .number(label)) { call throws(Failure) in
      let token = try call.word(.number(label))
      let lines = 0...call.session.mainLine
      return Argument(token: token, value: try token.number(in: lines, label: label))
    }
  }
}

extension Session {
  fileprivate func ownerReport(of object: ObjectID) -> OwnerReport? {
    guard let summary = summary(of: object) else { return nil }
    return OwnerReport(of: summary, in: snapshot)
  }

  fileprivate func snapshot(after line: Argument<Int>) throws(Failure) -> Snapshot {
    guard let count = log.count(afterLine: line.value) else {
      throw .forgottenLines(at: line.token.range)
    }
    return log.state(after: count).snapshot
  }
}
