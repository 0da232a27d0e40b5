internal import Exporting
internal import Model
internal import Serving
internal import SystemPackage
internal import Traces

/// The live page of a traced program: its youngest events, and those that come while it runs.
final class TracePage {
  private let options: LivePage.Options
  private let trace: Trace
  private let filter: Filter
  private let title: String
  /// Writes a line on standard error.
  private let say: (String) -> Void
  private var page: LivePage?
  private let course: Course

  /// What the page has been sent, shared with the closure that begins it anew.
  private final class Course {
    var recording = LiveRecording(title: "")
    var steps: TraceSteps?
    /// Whether the recording begins some events ago, and not now.
    var beginsEarlier = false
  }

  /// How many events a page begins with at most, and how many may come at once before it begins anew: a program can be
  /// faster than a browser.
  private static let recentEvents = 10_000

  /// - Parameter say: writes a line on standard error.
  init(_ options: LivePage.Options, of inspector: Inspector, title: String, say: @escaping (String) -> Void) {
    self.options = options
    trace = inspector.trace
    filter = inspector.filter
    self.title = title
    self.say = say
    course = Course()
  }

  /// Lets viewers look on, or lets them wait. A server is started when there is none.
  ///
  /// - Returns: what is in the way; nil for nothing.
  func show(_ isWanted: Bool) -> String? {
    guard isWanted else {
      page?.pause()
      return nil
    }
    let page = page ?? makePage()
    guard !page.isOn else { return nil }
    course.beginsEarlier = true
    defer { course.beginsEarlier = false }
    do throws(LivePage.Obstacle) {
      try page.publish(options, say: say)
    } catch {
      return error.description
    }
    self.page = page
    sendNew()
    return nil
  }

  private func makePage() -> LivePage {
    let (course, trace, filter, title) = (course, trace, filter, title)
    return LivePage(page: Page.live(title: title), options: options) {
      let count = course.beginsEarlier ? Self.recentEvents : 0
      course.steps = try? TraceSteps(of: trace, recent: count, filter: filter)
      course.recording = LiveRecording(
        title: title, isTrace: true, beginning: course.steps?.beginning ?? SnapshotReducer(),
        isTruncated: course.steps?.isTruncated ?? false)
      return course.recording.opening
    }
  }

  /// Sends what the trace has got since the last call.
  func catchUp() {
    guard let page else { return }
    if let notice = page.takeNotice() { say("externref: \(notice)") }
    if let steps = course.steps, steps.waitingCount > Self.recentEvents {
      course.beginsEarlier = true
      page.beginAnew()
      course.beginsEarlier = false
    }
    sendNew()
  }

  private func sendNew() {
    try? course.steps?.advance { [course, page] item in
      switch item {
      case .prose(let text): course.recording.append(prose: text)
      case .line(let line):
        let first = course.recording.firstStep
        page?.send(course.recording.append(line))
        let forgotten = course.recording.firstStep - first
        if forgotten > 0 { page?.forget(steps: forgotten, opening: course.recording.opening) }
      }
    }
  }

  /// Lets viewers look on after the last line, until Ctrl-C, and follow the program if that is wanted.
  ///
  /// - Parameter meanwhile: is done again and again.
  func stay(_ meanwhile: () -> Void) throws(Errno) {
    try page?.stay(say: say, meanwhile)
  }

  /// Lets viewers know that there is no more.
  func end() {
    page?.end()
    page = nil
  }
}
