package import Model

// What a trace has to tell. The field names are a contract: fields may be added; none may change or go. What is not known
// is left out.
extension TraceReport {
  /// The answer as JSON Lines: the name of each event and its fields.
  var lines: [(String, [(String, JSON)])] {
    switch self {
    case .summary(let summary): [("trace", summary.fields)]
    case .objects(let objects, let narrowing):
      objects.map { ("object", $0.lineFields) } + [("total", narrowing.fields)]
    case .object(let object): [("object", object.lineFields)]
    case .moment(let snapshot, let moment, let narrowing):
      snapshot.objects.map { ("object", $0.lineFields) } + [("moment", moment.fields + narrowing.fields)]
    case .survivors(let survivors, let moment, let narrowing, let gaps):
      survivors.objects.map { ("object", $0.lineFields) } + [
        (
          "leak",
          survivors.fields + moment.fields + narrowing.fields
            + field("gaps", gaps.isEmpty ? nil : .array(gaps.map(JSON.string)))
        )
      ]
    case .sites(let sites, let narrowing): sites.map { ("site", $0.fields) } + [("total", narrowing.fields)]
    case .marks(let marks): marks.map { ("mark", $0.fields) }
    case .history(let events, _, let total):
      events.map { ($0.kind.rawValue, $0.fields) }
        + [("total", [("shown", .integer(events.count)), ("total", .integer(total))])]
    }
  }
}

/// A field, or none where there is nothing to tell.
private func field(_ name: String, _ value: JSON?) -> [(String, JSON)] { value.map { [(name, $0)] } ?? [] }

extension JSON {
  fileprivate init(_ site: Site) {
    self = .object([
      ("file", .string(site.file)), ("line", .integer(site.line)), ("function", .string(site.function)),
    ])
  }
}

extension TracedHandle {
  package var fields: [(String, JSON)] {
    [("handle", .integer(number))] + field("site", site.map { JSON($0) })
      + field("label", label.map(JSON.string))
      + field("thread", thread.map(JSON.integer)) + field("inside", inside.map { JSON($0) })
      + field("raw", isRaw ? true : nil) + field("taken", origin.map { JSON($0) })
      + field("age", age.map(JSON.integer))
  }
}

extension Route {
  /// How a handle that is inside no object leads to one.
  var fields: [(String, JSON)] {
    guard case .handle(let root) = root else { return [] }
    return [("path", .array(objects.map { JSON($0) })), ("root", .object(root.fields))]
  }
}

extension ObjectSummary.Birth {
  var fields: [(String, JSON)] {
    field("site", site.map { JSON($0) }) + field("older", isOlder ? true : nil)
  }
}

extension ObjectSummary {
  func fields(of birth: Birth) -> [(String, JSON)] {
    [("object", JSON(object)), ("type", .string(type)), ("count", .integer(count))] + birth.fields
      + field("size", birth.valueSize.map(JSON.integer)) + field("thread", birth.thread.map(JSON.integer))
      + [
        ("made", .integer(birth.event)), ("time", .integer(birth.time)),
        ("owners", .array(owners.map { JSON($0) })),
      ] + field("unattributed", unattributedCount > 0 ? .integer(unattributedCount) : nil)
  }

  fileprivate var lineFields: [(String, JSON)] { birth.map { fields(of: $0) } ?? [("object", JSON(object))] }
}

extension Narrowing {
  fileprivate var fields: [(String, JSON)] {
    [("shown", .integer(shown)), ("total", .integer(total))]
      + field("typePattern", type.map(JSON.string)) + field("sitePattern", site.map(JSON.string))
  }
}

extension TraceMoment {
  var fields: [(String, JSON)] {
    [("at", .integer(event)), ("time", .integer(time))] + field("mark", mark.map(JSON.string))
  }
}

extension Survivors {
  fileprivate var fields: [(String, JSON)] {
    [
      ("objects", .array(objects.map { JSON($0.object) })),
      ("cycles", .array(cycles.map { .array($0.objects.map { JSON($0) }) })),
      (
        "breaks",
        .array(
          cycles.map { cycle in
            let edge = cycle.edge(cycle.best)
            return .object(
              [
                ("from", JSON(edge.from)), ("to", JSON(edge.to)),
                ("frees", .integer(cycle.frees[cycle.best])),
              ] + (handle(of: edge)?.fields ?? []))
          })
      ),
      ("groups", .array(groups.map { JSON($0) })),
    ] + field("unattributed", unattributedCount > 0 ? .integer(unattributedCount) : nil)
  }
}

extension JSON {
  fileprivate init(_ group: Survivors.Group) {
    self = .object(
      [("objects", .integer(group.objects.count)), ("type", .string(group.type))]
        + field("site", group.site.map { JSON($0) }) + [
          (
            "holders",
            .array(
              group.holders.map { holder in
                .object(
                  [("count", .integer(holder.countPerObject))]
                    + field("site", holder.first?.site.map { JSON($0) })
                    + field("raw", holder.first?.isRaw == true ? true : nil)
                    + field("insideType", holder.insideType.map(JSON.string))
                    + field("known", holder.first == nil ? false : nil))
              })
          )
        ])
  }
}

extension SiteSummary {
  fileprivate var fields: [(String, JSON)] {
    field("site", site.map { JSON($0) }) + [
      ("made", .integer(made)), ("cloned", .integer(cloned)), ("dropped", .integer(dropped)),
      ("live", .integer(live)), ("peak", .integer(peak)),
    ]
  }
}

extension MarkSummary {
  fileprivate var fields: [(String, JSON)] {
    [
      ("name", .string(name)), ("at", .integer(moment.event)), ("time", .integer(moment.time)),
      ("live", .integer(liveCount)),
    ]
      + field("site", site.map { JSON($0) }) + field("thread", thread.map(JSON.integer))
  }
}

extension TracedEvent {
  fileprivate var fields: [(String, JSON)] {
    [("at", .integer(number)), ("time", .integer(time))] + field("object", object.map { JSON($0) })
      + field("type", object == nil ? nil : .string(type))
      + (object == nil ? [] : [("before", .integer(before)), ("after", .integer(after))])
      + field("handle", handle.map { .integer($0.number) }) + field("label", handle?.label.map(JSON.string))
      + field("site", site.map { JSON($0) }) + field("thread", thread.map(JSON.integer))
      + field("name", kind == .mark ? JSON(text) : nil)
      + field("taken", (kind == .dropped ? old?.site : nil).map { JSON($0) })
  }
}

extension TraceSummary {
  fileprivate var fields: [(String, JSON)] {
    [
      ("program", .string(program)), ("process", .integer(process)), ("ending", .string(ending.word)),
      ("events", .integer(eventCount)), ("live", .integer(liveCount)), ("milliseconds", .integer(duration)),
      ("marks", .integer(markCount)), ("gaps", .array(gaps.map(JSON.string))),
    ]
  }
}

extension TraceSummary.Ending {
  fileprivate var word: String {
    switch self {
    case .running: "running"
    case .exited: "exited"
    case .stopped: "stopped"
    case .broken: "broken"
    }
  }
}
