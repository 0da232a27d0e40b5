#if Tracing
  internal import ExternRef

  /// How many different leaks are spelt out.
  private let spelledOut = 20

  /// What is said of values that are left. Those that are alike in all that is known of them are one line.
  func report(_ survivors: [HandleScope.Survivor]) -> String {
    var counts: [HandleScope.Survivor: Int] = [:]
    var kinds: [HandleScope.Survivor] = []
    for survivor in survivors {
      if counts[survivor] == nil { kinds.append(survivor) }
      counts[survivor, default: 0] += 1
    }
    let handles = survivors.reduce(0) { $0 + $1.count }
    var lines = [
      "\(handles) \(handles == 1 ? "count" : "counts") of \(survivors.count) \(survivors.count == 1 ? "value" : "values") "
        + "outlive the closure:"
    ]
    for kind in kinds.prefix(spelledOut) {
      let times = counts[kind]!
      lines.append("  \(times > 1 ? "\(times) × " : "")\(escaped(kind.type)), \(text(kind.made, "made"))")
      for owner in kind.owners.prefix(spelledOut) { lines.append("    " + text(owner)) }
      if kind.owners.count > spelledOut {
        lines.append("    and \(kind.owners.count - spelledOut) more counts")
      }
    }
    if kinds.count > spelledOut { lines.append("  and \(kinds.count - spelledOut) more kinds") }
    return lines.joined(separator: "\n")
  }

  private func text(_ owner: HandleScope.Owner) -> String {
    var line = "\(owner.isRaw ? "a raw pointer's count" : "a count") \(text(owner.taken, "taken"))"
    if let label = owner.label { line += ", labelled \"\(escaped(label))\"" }
    if let holder = owner.inside, holder.isItself {
      line += ", held inside itself"
    } else if let holder = owner.inside {
      line += ", held inside \(escaped(holder.type)), \(text(holder.made, "made"))"
    }
    return line
  }

  private func text(_ site: HandleScope.Site?, _ verb: String) -> String {
    guard let site else { return "\(verb) at an unknown place" }
    return "\(verb) at \(site.file):\(site.line) in \(site.function)"
  }

  /// Without control characters, and of a length that can be read.
  private func escaped(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(200).map {
      $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0)
    }
    return shown.joined() + (text.unicodeScalars.count > 200 ? "…" : "")
  }
#endif
