public import Model

extension TextRenderer {
  /// Writes the answer of a dot-command.
  func render(_ report: Report, into text: inout TextBuffer) {
    switch report {
    case .help(.verbs(let verbs)):
      help(for: verbs, into: &text)
    case .help(.table(let verbs)):
      table(of: verbs, into: &text)
    case .help(.overview(let verbs)):
      overview(of: verbs, into: &text)
    case .names(let names):
      if names.isEmpty { return note("no names yet; a = new string \"hello\" binds one", into: &text) }
      for name in names { render(name, into: &text) }
    case .objects(let objects):
      if objects.isEmpty { return note("no objects live", into: &text) }
      for object in objects { render(object, into: &text) }
    case .history(let lines, let truncated):
      render(lines, truncated: truncated, into: &text)
    case .course(let course):
      render(course, into: &text)
    case .moment(let snapshot, let moment):
      render(snapshot, at: moment, into: &text)
    case .difference(let difference, let from, let to):
      render(difference, from: from, to: to, into: &text)
    case .leaks(let report):
      if report.isEmpty {
        note("every object is reached by a name", into: &text)
      } else {
        render(leak: report, into: &text)
      }
      if let wayOut = report.wayOut { render(wayOut, into: &text) }
    case .heap(let view):
      render(view, into: &text)
    case .layout(let layout):
      render(layout, into: &text)
    case .explanation(let story):
      render(story, into: &text)
    case .note(let message):
      note(message, into: &text)
    case .question(_, let answers):
      if let answer = answers.first { note(answer, into: &text) }
    case .travel(let travel):
      render(travel, into: &text)
    case .trace(let report):
      render(report, into: &text)
    }
  }

  func note(_ message: String, into text: inout TextBuffer) {
    text.paragraph(message.printable)
  }

  func render(_ name: NameSummary, into text: inout TextBuffer) {
    text.segment { $0.write(name.name, .name) }
    switch name.role {
    case .handle(let count):
      text.segment { text in
        text.write("handle to ")
        text.write(name.object)
      }
      text.segment { $0.write("count \(count)") }
    case .raw(let ownsCount, let isDangling):
      text.segment { text in
        text.write("raw pointer to ")
        text.write(name.object)
      }
      text.segment { text in
        if isDangling {
          text.write("dangling", .end)
        } else {
          text.write(ownsCount ? "owns one count" : "owns nothing")
        }
      }
    }
    text.newline()
  }

  /// Writes all codes with what they are about.
  public func list(of stories: [ErrorStory], into text: inout TextBuffer) {
    for story in stories {
      text.segment { $0.write(story.code.rawValue, .name) }
      text.segment { $0.write(story.title) }
      text.newline()
    }
  }

  /// Writes the story behind an error's code.
  public func render(_ story: ErrorStory, into text: inout TextBuffer) {
    text.paragraph("\(story.code.rawValue): \(story.title)", paint: .heading)
    for paragraph in story.paragraphs {
      text.newline()
      text.paragraph(paragraph)
    }
  }
}
