public import Model

// The lines that are not answers: prompt, greeting, echo, time, the end.
extension TextRenderer {
  /// The prompt: the number of the line that is asked for, and how many objects live.
  ///
  /// - Parameters:
  ///   - number: nil where lines are not counted.
  ///   - liveCount: how many objects live.
  public func prompt(number: Int? = nil, liveCount: Int) -> String {
    var text = TextBuffer(style: style)
    if let number { text.write("\(number) · ", .faint) }
    text.write("\(liveCount) live", liveCount == 0 ? .faint : .object)
    text.write(" > ")
    return String(decoding: text.bytes, as: UTF8.self)
  }

  public func greeting(into text: inout TextBuffer) {
    text.paragraph("externref: handles, and who holds them. Type .help to begin; Ctrl-D leaves.")
  }

  /// Writes the line that is being evaluated, as `--echo` shows it.
  public func render(echo line: [UInt8], into text: inout TextBuffer) {
    text.write("> ", .faint)
    text.write(untrusted: String(decoding: line, as: UTF8.self))
    text.newline()
  }

  /// Writes how long a line took.
  public func render(_ duration: Duration, into text: inout TextBuffer) {
    let microseconds = duration.microseconds
    text.write(
      microseconds < 10_000 ? "\(microseconds) µs" : "\(microseconds / 1_000) ms", .faint)
    text.newline()
  }

  /// Writes what the end of a session did.
  ///
  /// - Parameters:
  ///   - events: of the end, in order.
  ///   - limit: how many events are shown before the rest is only counted. A leak always shows.
  ///   - text: what they are appended to.
  public func render(end events: [Event], limit: Int, into text: inout TextBuffer) {
    let leak = events.suffix(1).filter(\.isLeak)
    let rest = events.dropLast(leak.count)
    if !rest.isEmpty {
      text.paragraph("end of the session: names are dropped, youngest first", paint: .faint)
    }
    render(rest.prefix(limit), into: &text)
    if rest.count > limit {
      text.write("and \(rest.count - limit) more events", .faint)
      text.newline()
    }
    render(leak[...], into: &text)
  }

  /// Writes one frame of a race's display: the count of this moment and those before it, and how far it is.
  public func frame(of progress: RaceProgress, counts: [Int], into text: inout TextBuffer) {
    let share = Double(progress.done) / Double(max(1, progress.total))
    text.segment { $0.write(progress.object) }
    text.segment { $0.write("\(Int(share * 100))%") }
    text.segment { text in
      text.write("count ")
      text.write(progress.count, .rise)
    }
    // The frame is drawn over again and again, so it must stay on one line.
    let columns = min(40, (style.width ?? 80) - text.column - 3)
    guard columns > 0 else { return }
    text.segment {
      $0.write(sparkline(of: counts.suffix(columns), from: progress.before, steps: progress.threads))
    }
  }

  /// Draws counts as bars, of `steps` heights from `low` on; as digits where only ASCII is understood.
  func sparkline(of counts: some Collection<Int>, from low: Int, steps: Int) -> String {
    let bars = Array(style.usesUnicode ? "▁▂▃▄▅▆▇█" : "_123456789")
    return String(
      counts.map { count in
        bars[min(bars.count - 1, max(0, (count - low) * (bars.count - 1) / max(1, steps)))]
      })
  }
}

extension Duration {
  /// Whole microseconds.
  var microseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
  }
}
