internal import Exporting
internal import Model
internal import Running
internal import Serving
internal import Session
internal import SystemPackage

/// The live page of a command: off at first, and then sent what each line does.
final class SessionPage {
  private let options: LivePage.Options
  private let title: String
  private let session: () -> Session
  /// Whether viewers are asked the questions of a document. Where one reader answers them elsewhere, they are not.
  private let asksViewers: Bool
  /// Writes a line on standard error.
  private let say: (String) -> Void
  private var page: LivePage?
  private let course: Course

  /// What the page has been sent, shared with the closure that begins it anew.
  private final class Course {
    var recording = LiveRecording(title: "")
    /// Whether the recording begins where the session's log does, and not now.
    var beginsWithLog = false
  }

  /// - Parameters:
  ///   - session: the session that runs now.
  ///   - say: writes a line on standard error.
  init(
    _ options: LivePage.Options, title: String, asksViewers: Bool = true, session: @escaping () -> Session,
    say: @escaping (String) -> Void
  ) {
    self.options = options
    self.title = title
    self.asksViewers = asksViewers
    self.session = session
    self.say = say
    course = Course()
  }

  // MARK: On and off

  /// Lets viewers follow the session, or lets them wait. A server is started when there is none.
  ///
  /// - Returns: what is in the way; nil for nothing.
  func show(_ isWanted: Bool) -> String? {
    guard isWanted else {
      page?.pause()
      return nil
    }
    let page = page ?? makePage()
    guard !page.isOn else { return nil }
    course.beginsWithLog = true
    defer { course.beginsWithLog = false }
    do throws(LivePage.Obstacle) {
      try page.publish(options, say: say)
    } catch {
      return error.description
    }
    self.page = page
    if !course.beginsWithLog { replay() }
    return nil
  }

  private func makePage() -> LivePage {
    let (course, session, title) = (course, session, title)
    return LivePage(page: Page.live(title: title), options: options) {
      let log = session().log
      let lines = log.lines
      if course.beginsWithLog {
        course.recording = LiveRecording(
          title: title, beginning: log.beginning, isTruncated: log.isTruncated)
      } else {
        course.recording = LiveRecording(
          title: title, beginning: log.state(after: lines.count), isTruncated: !lines.isEmpty)
      }
      course.beginsWithLog = false
      return course.recording.opening
    }
  }

  /// Sends the lines of the session's log, behind the beginning.
  private func replay() {
    let log = session().log
    let lines = log.lines
    var prose = -1
    for index in lines.indices {
      if lines.isFresh(at: index) { course.recording.startAnew() }
      if let next = lines.prose(at: index), next > prose {
        for text in log.prose[(prose + 1)...next] { course.recording.append(prose: text) }
        prose = next
      }
      send(lines[index])
    }
  }

  /// Sends the session's log once more, for a session that has gone back in time.
  func beginAnew() {
    guard let page else { return }
    course.beginsWithLog = true
    defer { course.beginsWithLog = false }
    page.beginAnew()
    if !course.beginsWithLog { replay() }
  }

  // MARK: What happens

  /// Takes in what happened in a document's session.
  func note(_ happening: Happening) {
    switch happening {
    case .line(let events, let line): note(events, of: line)
    case .newSession: course.recording.startAnew()
    }
  }

  /// Takes in what a line did.
  func note(_ events: [Event], of line: RunLine) {
    guard let page else { return }
    if let notice = page.takeNotice() { say("externref: \(notice)") }
    let text = line.text.trimmed
    if line.role == .typed, events.isEmpty, !line.endsSession {
      if text.first == UInt8(ascii: "#") {
        return append(prose: String(decoding: text.dropFirst().drop(while: \.isBlank), as: UTF8.self))
      }
      if text.isEmpty || text.first == UInt8(ascii: ".") { return }
    }
    let role: RecordedLine.Role =
      switch line.role {
      case .typed: text.first == UInt8(ascii: ".") ? .aside : .line
      case .question: asksViewers ? .question : .aside
      case .end: .end
      }
    send(
      RecordedLine(
        number: line.mainLine ?? line.place.line, nestedNumber: line.mainLine == nil ? nil : line.place.line,
        text: String(decoding: line.text, as: UTF8.self), role: role, recording: events))
    if line.endsSession { course.recording.startAnew() }
  }

  /// Adds the text that introduces the lines from here on, in Markdown.
  func append(prose text: String) {
    if page != nil { course.recording.append(prose: text) }
  }

  private func send(_ line: RecordedLine) {
    let first = course.recording.firstStep
    let message = course.recording.append(line)
    page?.send(message)
    let forgotten = course.recording.firstStep - first
    if forgotten > 0 { page?.forget(steps: forgotten, opening: course.recording.opening) }
  }

  // MARK: The end

  /// Lets viewers look on after the last line, until Ctrl-C: for a command that takes no lines.
  func stay() throws(Errno) {
    try page?.stay(say: say)
  }

  /// Lets viewers know that the session has ended.
  func end() {
    page?.end()
    page = nil
  }
}
